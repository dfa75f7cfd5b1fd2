/* SPDX-License-Identifier: BSD-2-Clause */
#include "private.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <nss.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/*
 * The module as it is installed, through glibc: by getent, by dlopen and by
 * getservbyname_r() and getservbyport_r() of this process. What it answers is
 * compared with what glibc's own `files` reads from an exported /etc/services.
 */
#define ROOM 4096
#define TRANSPORTS 5

static const char *const transports[TRANSPORTS] = { "tcp", "udp", "sctp", "dccp", NULL };

/* An entry as /etc/services has it. */
struct line {
    char *text; /* as line_text() writes it */
    char protocol[8];
    unsigned port;
};

/* A name or alias of a line. */
struct word {
    const char *text;
    size_t line;
};

struct model {
    struct line *lines;
    struct word *words; /* sorted by text, then line */
    size_t line_count;
    size_t word_count;
    char *strings;
    size_t string_size;
};

static void line_text(const struct servent *entry, char *text, size_t size)
{
    size_t used = (size_t)snprintf(text, size, "%s %u/%s", entry->s_name,
                                   ntohs((uint16_t)entry->s_port), entry->s_proto);
    for (char **alias = entry->s_aliases; *alias; alias++) {
        used += (size_t)snprintf(text + used, size - used, " %s", *alias);
    }
    assert_true(used < size);
}

static int compare_words(const void *left, const void *right)
{
    const struct word *a = left;
    const struct word *b = right;
    int order = strcmp(a->text, b->text);
    return order != 0 ? order : (a->line > b->line) - (a->line < b->line);
}

static char *keep(struct model *model, const char *text)
{
    const size_t size = strlen(text) + 1;
    char *kept = model->strings + model->string_size;
    assert_true(model->string_size + size <= (size_t)8 << 20);
    memcpy(kept, text, size);
    model->string_size += size;
    return kept;
}

static void add_line(struct model *model, const struct servent *entry)
{
    char text[ROOM];
    struct line *line = &model->lines[model->line_count];
    line_text(entry, text, sizeof(text));
    line->text = keep(model, text);
    line->port = ntohs((uint16_t)entry->s_port);
    (void)snprintf(line->protocol, sizeof(line->protocol), "%s", entry->s_proto);
    model->words[model->word_count++] =
        (struct word){ keep(model, entry->s_name), model->line_count };
    for (char **alias = entry->s_aliases; *alias; alias++) {
        model->words[model->word_count++] = (struct word){ keep(model, *alias), model->line_count };
    }
    model->line_count++;
    assert_true(model->line_count < 65536 && model->word_count < 65536);
}

/* What `files` reads. */
static struct model read_model(void)
{
    struct model model = { 0 };
    const struct servent *entry;
    model.lines = calloc(65536, sizeof(*model.lines));
    model.words = calloc(65536, sizeof(*model.words));
    model.strings = malloc((size_t)8 << 20);
    assert_true(model.lines && model.words && model.strings);
    assert_int_equal(__nss_configure_lookup("services", "files"), 0);
    setservent(1);
    while ((entry = getservent()) != NULL) {
        add_line(&model, entry);
    }
    endservent();
    qsort(model.words, model.word_count, sizeof(*model.words), compare_words);
    return model;
}

static void model_free(struct model *model)
{
    free(model->lines);
    free(model->words);
    free(model->strings);
}

static bool is_of(const struct line *line, const char *protocol)
{
    return !protocol || strcmp(line->protocol, protocol) == 0;
}

/* The first line that has the word, "" if none has. */
static const char *find_word(const struct model *model, const char *text, const char *protocol)
{
    size_t low = 0;
    size_t high = model->word_count;
    while (low < high) {
        size_t half = low + (high - low) / 2;
        if (strcmp(model->words[half].text, text) < 0) {
            low = half + 1;
        } else {
            high = half;
        }
    }
    for (; low < model->word_count && strcmp(model->words[low].text, text) == 0; low++) {
        if (is_of(&model->lines[model->words[low].line], protocol)) {
            return model->lines[model->words[low].line].text;
        }
    }
    return "";
}

static const char *find_port(const struct model *model, unsigned port, const char *protocol,
                             size_t *first)
{
    while (*first < model->line_count && model->lines[*first].port < port) {
        (*first)++;
    }
    for (size_t i = *first; i < model->line_count && model->lines[i].port == port; i++) {
        if (is_of(&model->lines[i], protocol)) {
            return model->lines[i].text;
        }
    }
    return "";
}

/* The answer of a lookup as a line, "" if there is none. */
static void write_found(const struct servent *found, char *text)
{
    text[0] = '\0';
    if (found) {
        line_text(found, text, ROOM);
    }
}

static void ask_name(const char *name, const char *protocol, char *text)
{
    char buffer[ROOM];
    struct servent entry;
    struct servent *found;
    assert_int_equal(getservbyname_r(name, protocol, &entry, buffer, sizeof(buffer), &found), 0);
    write_found(found, text);
}

static void ask_port(unsigned port, const char *protocol, char *text)
{
    char buffer[ROOM];
    struct servent entry;
    struct servent *found;
    const int network_port = htons((uint16_t)port);
    assert_int_equal(
        getservbyport_r(network_port, protocol, &entry, buffer, sizeof(buffer), &found), 0);
    write_found(found, text);
}

static void compare_names(const struct model *model)
{
    char text[ROOM];
    for (size_t i = 0; i < model->word_count; i++) {
        for (size_t t = 0; t < TRANSPORTS; t++) {
            ask_name(model->words[i].text, transports[t], text);
            assert_string_equal(text, find_word(model, model->words[i].text, transports[t]));
        }
    }
}

static void compare_ports(const struct model *model)
{
    char text[ROOM];
    size_t first = 0;
    for (unsigned port = 0; port <= UINT16_MAX; port++) {
        for (size_t t = 0; t < TRANSPORTS; t++) {
            ask_port(port, transports[t], text);
            assert_string_equal(text, find_port(model, port, transports[t], &first));
        }
    }
}

static void compare_enumeration(const struct model *model)
{
    char text[ROOM];
    const struct servent *entry;
    size_t line = 0;
    setservent(0);
    for (; (entry = getservent()) != NULL; line++) {
        line_text(entry, text, sizeof(text));
        assert_true(line < model->line_count);
        assert_string_equal(text, model->lines[line].text);
    }
    endservent();
    assert_int_equal(line, model->line_count);
}

/* `files` itself, which reads the whole file for each answer, for some questions. */
static void compare_with_files(const struct model *model)
{
    char text[ROOM];
    size_t first = 0;
    for (size_t i = 0; i < model->word_count; i += 1 + model->word_count / 50) {
        ask_name(model->words[i].text, transports[i % TRANSPORTS], text);
        assert_string_equal(text,
                            find_word(model, model->words[i].text, transports[i % TRANSPORTS]));
    }
    for (unsigned port = 0; port < 7000; port += 101) {
        ask_port(port, transports[port % TRANSPORTS], text);
        assert_string_equal(text, find_port(model, port, transports[port % TRANSPORTS], &first));
    }
}

static void compare_all(struct shell *shell, const char *source)
{
    shell_expect(shell, 0,
                 "portreg compile %s -o " PRIVATE_SYSTEM "/iana.portreg &&"
                 "portreg convert " PRIVATE_SYSTEM "/iana.portreg --to services > /etc/services &&"
                 "sleep 1.1",
                 source);
    struct model model = read_model();
    assert_true(model.line_count > 100);
    compare_with_files(&model);
    assert_int_equal(__nss_configure_lookup("services", "portreg"), 0);
    compare_enumeration(&model);
    compare_names(&model);
    compare_ports(&model);
    model_free(&model);
}

static void answers_as_exported(void **state)
{
    private_need();
    compare_all(*state, "$D/small-2015.xml $D/small.xml");
}

static void answers_as_exported_from_the_whole_registry(void **state)
{
    private_need();
    if (!getenv("PORTREG_TEST_REGISTRY")) {
        skip();
    }
    compare_all(*state, "$PORTREG_TEST_REGISTRY/iana-2026-02-13.xml");
}

static void getent_is(struct shell *shell, int code, const char *keys, const char *expected)
{
    shell_expect(shell, code, "getent services %s | sed 's/  */ /g'", keys);
    assert_string_equal(shell->out, expected);
}

static void getent_answers(void **state)
{
    private_need();
    struct shell *shell = *state;
    shell_expect(shell, 0,
                 "echo 'services: portreg' > /etc/nsswitch.conf &&"
                 "portreg compile $D/small.xml -o " PRIVATE_SYSTEM "/iana.portreg");
    getent_is(shell, 0, "http 80 80/udp www-http/tcp",
              "http 80/tcp www www-http\nhttp 80/tcp www www-http\nhttp 80/udp www\n"
              "http 80/tcp www www-http\n");
    getent_is(shell, 0, "x11 6010/tcp discard/dccp",
              "x11 6000/tcp\nx11 6010/tcp\ndiscard 9/dccp\n");
    getent_is(shell, 2, "nonesuch 4/tcp", "");
    shell_expect(shell, 0, "test $(getent services | wc -l) -gt 100");
}

/* Without a snapshot, the next service of nsswitch.conf is asked. */
static void getent_goes_on_without_a_snapshot(void **state)
{
    private_need();
    struct shell *shell = *state;
    shell_expect(shell, 0,
                 "rm -f " PRIVATE_SYSTEM "/* && echo 'local 7/tcp' > /etc/services &&"
                 "echo 'services: portreg files' > /etc/nsswitch.conf");
    getent_is(shell, 0, "local", "local 7/tcp\n");
    shell_expect(shell, 0, "echo damaged > " PRIVATE_SYSTEM "/iana.portreg");
    getent_is(shell, 0, "local", "local 7/tcp\n");
    shell_expect(shell, 0, "portreg compile $D/small.xml -o " PRIVATE_SYSTEM "/iana.portreg");
    getent_is(shell, 0, "local discard", "local 7/tcp\ndiscard 9/tcp\n");
}

/* Whatever lies where a snapshot or its folder should, the next service is asked. */
static void getent_goes_on_past_anything(void **state)
{
    private_need();
    struct shell *shell = *state;
    static const char *const obstacles[] = {
        ": > iana.portreg", /* emptied */
        "head -c 5000 whole > iana.portreg",
        "{ head -c 3000 whole; head -c 200000 /dev/zero; } > iana.portreg",
        "mkdir iana.portreg",
        "ln -s iana.portreg iana.portreg",
        "ln -s nowhere iana.portreg",
        "ln -s /dev/zero iana.portreg",
        "mkfifo iana.portreg",
        "cp whole iana.portreg && chmod 000 iana.portreg",
        "cp whole iana.portreg && chmod 000 .",
        ("rm -r " PRIVATE_SYSTEM " && touch " PRIVATE_SYSTEM),
        ("rm -r " PRIVATE_SYSTEM),
    };
    shell_expect(shell, 0,
                 "echo 'local 7/tcp' > /etc/services &&"
                 "echo 'services: portreg files' > /etc/nsswitch.conf &&"
                 "portreg compile $D/small.xml -o whole");
    for (size_t i = 0; i < sizeof(obstacles) / sizeof(obstacles[0]); i++) {
        shell_expect(shell, 0,
                     "rm -rf " PRIVATE_SYSTEM " && mkdir " PRIVATE_SYSTEM " && "
                     "cp whole " PRIVATE_SYSTEM " && cd " PRIVATE_SYSTEM " && %s",
                     obstacles[i]);
        /* Root reads everything, unless it may not. */
        shell_expect(shell, 0, "setpriv --bounding-set=-all getent services local");
        shell_expect(shell, 2, "setpriv --bounding-set=-all getent services discard");
    }
    shell_expect(shell, 0, "rm -rf " PRIVATE_SYSTEM " && mkdir " PRIVATE_SYSTEM);
}

/* More than the 1024 bytes that glibc begins with: it asks again with more. */
static void long_entries_are_whole(void **state)
{
    private_need();
    struct shell *shell = *state;
    shell_expect(shell, 0,
                 "echo 'services: portreg' > /etc/nsswitch.conf && "
                 "printf 'many 7/tcp%%s\\n' \"$(printf ' alias-%%090d' {1..31})\" > many && "
                 "printf 'last 8/tcp\\n' >> many && "
                 "portreg compile --from services --date 2026-01-01 many -o " PRIVATE_SYSTEM
                 "/iana.portreg && getent services many | wc -w && "
                 "getent services 7 | wc -w && getent services | wc -w");
    assert_string_equal(shell->out, "33\n33\n35\n");
}

/* Whatever the umask of the root is who updates, every process can read the result. */
static void an_update_is_for_everybody(void **state)
{
    private_need();
    struct shell *shell = *state;
    for (int i = 0; i < 2; i++) {
        shell_expect(shell, 0,
                     "umask 077 && rm -rf " PRIVATE_SYSTEM " && "
                     "portreg update %s --from $D/small.xml > made && "
                     "stat -c %%a " PRIVATE_SYSTEM " " PRIVATE_SYSTEM "/iana.portreg",
                     i == 0 ? "--system" : "--registry " PRIVATE_SYSTEM "/iana.portreg");
        assert_string_equal(shell->out, "755\n644\n");
    }
}

typedef enum nss_status (*by_port)(int port, const char *protocol, struct servent *result,
                                   char *buffer, size_t size, int *errnop);

/* A program may load and unload it while it is in use. */
static void loads_and_unloads(void **state)
{
    private_need();
    char buffer[ROOM];
    struct servent entry;
    int number = 0;
    shell_expect(*state, 0, "portreg compile $D/small.xml -o " PRIVATE_SYSTEM "/iana.portreg");
    for (int i = 0; i < 3; i++) {
        void *module = dlopen("libnss_portreg.so.2", RTLD_NOW | RTLD_LOCAL);
        assert_non_null(module);
        by_port ask = (by_port)(uintptr_t)dlsym(module, "_nss_portreg_getservbyport_r");
        assert_true(ask != NULL);
        for (size_t size = 0; size < 128; size++) {
            enum nss_status status = ask(htons(443), "sctp", &entry, buffer, size, &number);
            assert_true(status == NSS_STATUS_SUCCESS ||
                        (status == NSS_STATUS_TRYAGAIN && number == ERANGE));
        }
        assert_string_equal(entry.s_name, "https");
        assert_null(dlsym(module, "portreg_lookup_port"));
        dlclose(module);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(getent_answers),
        cmocka_unit_test(getent_goes_on_without_a_snapshot),
        cmocka_unit_test(getent_goes_on_past_anything),
        cmocka_unit_test(long_entries_are_whole),
        cmocka_unit_test(an_update_is_for_everybody),
        cmocka_unit_test(loads_and_unloads),
        cmocka_unit_test(answers_as_exported),
        cmocka_unit_test(answers_as_exported_from_the_whole_registry),
    };
    return cmocka_run_group_tests(tests, private_setup, private_teardown);
}
