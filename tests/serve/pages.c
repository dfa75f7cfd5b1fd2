/* SPDX-License-Identifier: BSD-2-Clause */
#include "pages.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "util/file.h"
#include "util/string.h"

#define TEXT_MAX (16u << 20)

static void open_site(struct pages *pages)
{
    const char *paths[2] = { pages->paths[0], pages->paths[1] };
    struct portreg_error error;

    if (site_open(paths, pages->count, PAGES_URL, &pages->site, &error) != PORTREG_OK) {
        fail_msg("%s", error.message);
    }
}

static void write_layer(struct pages *pages, const char *name, const struct portreg_string *texts,
                        size_t count)
{
    const struct portreg_compile_options options = { .jobs = 1, .layer = name };
    char path[sizeof(pages->paths[0])];
    struct portreg_compiler *compiler;
    struct compiled compiled;

    assert_int_equal(portreg_compiler_create(&options, &compiler, NULL), PORTREG_OK);
    for (size_t i = 0; i < count; i++) {
        compile_add(compiler, "version", texts[i]);
    }
    compiled = compile_end(compiler);
    assert_true((size_t)snprintf(path, sizeof(path), "%s/%s.portreg", pages->folder, name) <
                sizeof(path));
    memcpy(pages->paths[pages->count++], path, sizeof(path));
    assert_int_equal(file_replace(path, compiled.image, compiled.size, NULL), PORTREG_OK);
    compiled_free(&compiled);
}

struct pages *pages_of_texts(const struct portreg_string *texts, size_t count)
{
    struct pages *pages = calloc(1, sizeof(*pages));

    assert_non_null(pages);
    snprintf(pages->folder, sizeof(pages->folder), "/tmp/portreg-pages-XXXXXX");
    assert_non_null(mkdtemp(pages->folder));
    write_layer(pages, "iana", texts, count);
    open_site(pages);
    return pages;
}

void pages_reopen(struct pages *pages)
{
    site_unref(pages->site);
    open_site(pages);
}

void pages_add_layer(struct pages *pages, const char *name, const struct portreg_string *texts,
                     size_t count)
{
    write_layer(pages, name, texts, count);
    pages_reopen(pages);
}

static void read_data(const char *name, struct buffer *text)
{
    char path[4096];

    snprintf(path, sizeof(path), "%s/%s", getenv("PORTREG_TEST_DATA"), name);
    assert_int_equal(file_read(path, text, NULL), PORTREG_OK);
}

int pages_setup(void **state)
{
    struct buffer old = BUFFER_INIT(TEXT_MAX);
    struct buffer new = BUFFER_INIT(TEXT_MAX);

    read_data("small-2015.xml", &old);
    read_data("small.xml", &new);
    *state = pages_of_texts((struct portreg_string[]){ { old.data, old.size },
                                                       { new.data, new.size } }, 2);
    buffer_free(&old);
    buffer_free(&new);
    return 0;
}

int pages_teardown(void **state)
{
    struct pages *pages = *state;

    site_unref(pages->site);
    for (size_t i = 0; i < pages->count; i++) {
        unlink(pages->paths[i]);
    }
    rmdir(pages->folder);
    free(pages);
    return 0;
}

struct reply pages_get(const struct pages *pages, unsigned status, const char *target,
                       const char *accept)
{
    const struct dispatch_request asked = { .method = METHOD_GET,
                                            .target = string_of(target),
                                            .accept = string_of(accept) };
    struct reply reply;

    dispatch_answer(pages->site, &asked, time(NULL), &reply);
    assert_false(buffer_failed(&reply.body));
    if (reply.status != status) {
        fail_msg("%s: status %u\n%s", target, reply.status, reply.body.data);
    }
    return reply;
}

struct reading {
    struct document document;
    struct buffer text;
};

static void XMLCALL on_element(void *data, const XML_Char *name, const XML_Char **attributes)
{
    struct document *document = &((struct reading *)data)->document;

    (void)name;
    document->elements++;
    for (size_t i = 0; attributes[i] != NULL; i += 2) {
        if (strcmp(attributes[i], "href") != 0 && strcmp(attributes[i], "src") != 0) {
            continue;
        }
        document->links = realloc(document->links,
                                  (document->link_count + 1) * sizeof(*document->links));
        assert_non_null(document->links);
        document->links[document->link_count++] = strdup(attributes[i + 1]);
    }
}

static void XMLCALL on_text(void *data, const XML_Char *text, int size)
{
    buffer_append(&((struct reading *)data)->text, text, (size_t)size);
}

struct document document_read(const struct buffer *body)
{
    struct reading reading = { .text = BUFFER_INIT(TEXT_MAX) };
    XML_Parser parser = XML_ParserCreate(NULL);
    size_t size;

    XML_SetUserData(parser, &reading);
    XML_SetStartElementHandler(parser, on_element);
    XML_SetCharacterDataHandler(parser, on_text);
    if (XML_Parse(parser, body->data, (int)body->size, 1) != XML_STATUS_OK) {
        fail_msg("line %lu: %s\n%s", XML_GetCurrentLineNumber(parser),
                 XML_ErrorString(XML_GetErrorCode(parser)), body->data);
    }
    XML_ParserFree(parser);
    reading.document.text = buffer_take(&reading.text, &size);
    return reading.document;
}

void document_free(struct document *document)
{
    for (size_t i = 0; i < document->link_count; i++) {
        free(document->links[i]);
    }
    free(document->links);
    free(document->text);
}

size_t document_count(const struct buffer *body, const char *name)
{
    size_t count = 0;

    for (const char *at = body->data; (at = strchr(at, '<')) != NULL; at++) {
        size_t size = strlen(name);

        count += strncmp(at + 1, name, size) == 0 && strchr(" />\n", at[1 + size]) != NULL;
    }
    return count;
}

void assert_links_resolve(const struct pages *pages, const struct document *document,
                          const char *prefix)
{
    size_t followed = 0;

    for (size_t i = 0; i < document->link_count; i++) {
        if (strncmp(document->links[i], prefix, strlen(prefix)) == 0) {
            struct reply reply = pages_get(pages, MHD_HTTP_OK, document->links[i], "text/html");

            reply_free(&reply);
            followed++;
        }
    }
    if (followed == 0) {
        fail_msg("no link begins with %s", prefix);
    }
}

void assert_has(const struct buffer *body, const char *text)
{
    if (strstr(body->data, text) == NULL) {
        fail_msg("'%s' is not in\n%s", text, body->data);
    }
}

void assert_has_not(const struct buffer *body, const char *text)
{
    if (strstr(body->data, text) != NULL) {
        fail_msg("'%s' is in\n%s", text, body->data);
    }
}

char *version_text(const char *date, const char *records)
{
    char *text = NULL;

    assert_true(asprintf(&text,
                         "<?xml version='1.0' encoding='UTF-8'?>\n"
                         "<registry xmlns=\"http://www.iana.org/assignments\" "
                         "id=\"service-names-port-numbers\">\n<title>T</title>\n"
                         "<updated>%s</updated>\n%s</registry>\n",
                         date, records) > 0);
    return text;
}
