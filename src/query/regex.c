/* SPDX-License-Identifier: BSD-2-Clause */
#define PCRE2_CODE_UNIT_WIDTH 8

#include "query/regex.h"

#include <pcre2.h>
#include <stdlib.h>
#include <threads.h>

#include "util/error.h"
#include "util/library.h"

/* What is used of PCRE2; pcre2_compile and the like are macros for these names. */
#define FUNCTIONS(X)                  \
    X(pcre2_compile_8)                \
    X(pcre2_code_free_8)              \
    X(pcre2_compile_context_create_8) \
    X(pcre2_compile_context_free_8)   \
    X(pcre2_set_max_pattern_length_8) \
    X(pcre2_set_parens_nest_limit_8)  \
    X(pcre2_match_8)                  \
    X(pcre2_match_data_create_8)      \
    X(pcre2_match_data_free_8)        \
    X(pcre2_match_context_create_8)   \
    X(pcre2_match_context_free_8)     \
    X(pcre2_set_match_limit_8)        \
    X(pcre2_set_heap_limit_8)         \
    X(pcre2_get_error_message_8)

struct functions {
    FUNCTIONS(LIBRARY_POINTER)
};

struct regex {
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *context;
    unsigned second_tries; /* that are left */
};

static struct functions library;
static struct portreg_error library_error; /* why it is not there */
static once_flag library_once = ONCE_FLAG_INIT;

static void load_library(void)
{
    (void)LIBRARY_LOAD("libpcre2-8.so.0", FUNCTIONS, &library, &library_error);
}

static enum portreg_status compile_failed(int code, size_t offset, struct portreg_error *error)
{
    char reason[160] = "";

    (void)library.pcre2_get_error_message(code, (PCRE2_UCHAR *)reason, sizeof(reason));
    return error_set_at(error, PORTREG_SYNTAX, NULL, 1, (uint32_t)offset + 1,
                        "regular expression: %s", reason);
}

static enum portreg_status compile_code(struct portreg_string pattern, pcre2_code **ret,
                                        struct portreg_error *error)
{
    const uint32_t options = PCRE2_UTF | PCRE2_CASELESS | PCRE2_MATCH_INVALID_UTF |
                             PCRE2_NEVER_BACKSLASH_C;
    pcre2_compile_context *context = library.pcre2_compile_context_create(NULL);
    PCRE2_SIZE offset = 0;
    int code = 0;

    if (context == NULL) {
        return error_out_of_memory(error);
    }
    (void)library.pcre2_set_max_pattern_length(context, REGEX_PATTERN_MAX);
    (void)library.pcre2_set_parens_nest_limit(context, REGEX_NESTING_MAX);
    *ret = library.pcre2_compile((PCRE2_SPTR)pattern.data, pattern.size, options, &code, &offset,
                                 context);
    library.pcre2_compile_context_free(context);
    if (*ret != NULL) {
        return PORTREG_OK;
    }
    if (code == PCRE2_ERROR_HEAP_FAILED) {
        return error_out_of_memory(error);
    }
    return compile_failed(code, offset, error);
}

enum portreg_status regex_compile(struct portreg_string pattern, struct regex **ret,
                                  struct portreg_error *error)
{
    struct regex *regex;
    enum portreg_status status;

    call_once(&library_once, load_library);
    if (library_error.status != PORTREG_OK) {
        return error_set(error, PORTREG_UNSUPPORTED,
                         "regular expressions need PCRE2 (package libpcre2-8-0): %s",
                         library_error.message);
    }
    if (pattern.size > REGEX_PATTERN_MAX) {
        return error_set_at(error, PORTREG_LIMIT, NULL, 1, REGEX_PATTERN_MAX + 1,
                            "regular expression is longer than %d bytes", REGEX_PATTERN_MAX);
    }
    regex = calloc(1, sizeof(*regex));
    if (regex == NULL) {
        return error_out_of_memory(error);
    }
    status = compile_code(pattern, &regex->code, error);
    if (status != PORTREG_OK) {
        regex_destroy(regex);
        return status;
    }
    regex_restart(regex);
    regex->data = library.pcre2_match_data_create(1, NULL);
    regex->context = library.pcre2_match_context_create(NULL);
    if (regex->data == NULL || regex->context == NULL) {
        regex_destroy(regex);
        return error_out_of_memory(error);
    }
    (void)library.pcre2_set_heap_limit(regex->context, REGEX_HEAP_KIBIBYTES);
    *ret = regex;
    return PORTREG_OK;
}

void regex_destroy(struct regex *regex)
{
    if (regex == NULL) {
        return;
    }
    if (regex->context != NULL) {
        library.pcre2_match_context_free(regex->context);
    }
    if (regex->data != NULL) {
        library.pcre2_match_data_free(regex->data);
    }
    if (regex->code != NULL) {
        library.pcre2_code_free(regex->code);
    }
    free(regex);
}

void regex_restart(struct regex *regex)
{
    regex->second_tries = REGEX_SECOND_TRIES_MAX;
}

static int match_within(struct regex *regex, struct portreg_string subject, uint32_t steps)
{
    (void)library.pcre2_set_match_limit(regex->context, steps);
    return library.pcre2_match(regex->code, (PCRE2_SPTR)subject.data, subject.size, 0, 0,
                               regex->data, regex->context);
}

enum portreg_status regex_match(struct regex *regex, struct portreg_string subject,
                                struct portreg_error *error)
{
    int result = match_within(regex, subject, REGEX_STEPS_FEW);

    if (result == PCRE2_ERROR_MATCHLIMIT && regex->second_tries > 0) {
        regex->second_tries--;
        result = match_within(regex, subject, REGEX_STEPS_MANY);
    }
    if (result >= 0) {
        return PORTREG_OK;
    }
    if (result == PCRE2_ERROR_NOMATCH) {
        return PORTREG_NOT_FOUND;
    }
    if (result == PCRE2_ERROR_NOMEMORY) {
        return error_out_of_memory(error);
    }
    return error_set(error, PORTREG_LIMIT,
                     "regular expression backtracks too much; make it simpler, for example "
                     "without repetition inside repetition");
}
