/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/api/api.h"
#include "serve/layers_header.h"
#include "util/string.h"

/* The OpenAPI 3.1 document, made of the route table. */

/* The member "components" of the document, from components.json. */
extern const char api_components[];

#define SCHEMA_MAX 256
#define RANGE_PATTERN "^[0-9]{1,5}(-[0-9]{1,5})?$"
#define DATE_PATTERN "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"

static void write_member(struct json *json, const char *key, const char *value)
{
    json_key(json, key);
    json_text(json, value);
}

/* {"$ref": "#/components/ROOM/NAME"} */
static void write_reference(struct json *json, const char *room, const char *name)
{
    struct buffer text = BUFFER_INIT(SCHEMA_MAX);

    buffer_printf(&text, "#/components/%s/%s", room, name);
    json_object_open(json);
    write_member(json, "$ref", text.data);
    json_object_close(json);
    json->out->failed |= buffer_failed(&text);
    buffer_free(&text);
}

static void write_transports(struct json *json)
{
    json_key(json, "enum");
    json_array_open(json);
    for (unsigned i = PORTREG_TRANSPORT_TCP; i < PORTREG_TRANSPORT_COUNT; i++) {
        json_text(json, portreg_transport_name((enum portreg_transport)i));
    }
    json_array_close(json);
}

static void write_type(struct json *json, enum route_type type)
{
    json_object_open(json);
    switch (type) {
    case ROUTE_TEXT:
        write_member(json, "type", "string");
        break;
    case ROUTE_INTEGER:
    case ROUTE_PORT:
        write_member(json, "type", "integer");
        json_key(json, "minimum");
        json_unsigned(json, type == ROUTE_PORT ? 0 : 1);
        if (type == ROUTE_PORT) {
            json_key(json, "maximum");
            json_unsigned(json, PORTREG_PORT_MAX);
        }
        break;
    case ROUTE_RANGE:
    case ROUTE_DATE:
        write_member(json, "type", "string");
        write_member(json, "pattern", type == ROUTE_DATE ? DATE_PATTERN : RANGE_PATTERN);
        break;
    case ROUTE_TRANSPORT:
        write_transports(json);
        break;
    case ROUTE_BOOLEAN:
        write_member(json, "type", "boolean");
        break;
    }
    json_object_close(json);
}

static void write_parameter(struct json *json, const struct route_parameter *parameter,
                            const char *place)
{
    json_object_open(json);
    write_member(json, "name", parameter->name);
    write_member(json, "in", place);
    json_key(json, "required");
    json_bool(json, parameter->required);
    write_member(json, "description", parameter->summary);
    json_key(json, "schema");
    write_type(json, parameter->type);
    json_object_close(json);
}

static void write_parameters(struct json *json, const struct route *route)
{
    json_key(json, "parameters");
    json_array_open(json);
    for (size_t i = 0; i < ROUTE_CAPTURES_MAX && route->captures[i].name != NULL; i++) {
        write_parameter(json, &route->captures[i], "path");
    }
    for (size_t i = 0; i < ROUTE_PARAMETERS_MAX && route->parameters[i].name != NULL; i++) {
        write_parameter(json, &route->parameters[i], "query");
    }
    json_array_close(json);
}

/* A medium that is text to the reader of the document. */
static void write_text_content(struct json *json, const char *type)
{
    json_key(json, type);
    json_object_open(json);
    json_key(json, "schema");
    json_raw(json, STRING_LITERAL("{\"type\": \"string\"}"));
    json_object_close(json);
}

static void write_content(struct json *json, const char *type, const char *schema)
{
    json_key(json, type);
    json_object_open(json);
    json_key(json, "schema");
    write_reference(json, "schemas", schema);
    json_object_close(json);
}

static void write_body(struct json *json, const struct route *route)
{
    if (route->body == NULL) {
        return;
    }
    json_key(json, "requestBody");
    json_object_open(json);
    json_key(json, "required");
    json_bool(json, true);
    write_member(json, "description", "JSON, or one query a line");
    json_key(json, "content");
    json_object_open(json);
    write_content(json, media_type(MEDIA_JSON), route->body);
    write_text_content(json, media_type(MEDIA_NDJSON));
    write_text_content(json, "text/plain");
    json_object_close(json);
    json_object_close(json);
}

static void write_headers(struct json *json, const struct route *route)
{
    static const char *const names[] = { LAYERS_HEADER, "Link", "Total-Count" };
    size_t count = route->answer == api_answer_records ? sizeof(names) / sizeof(names[0]) : 1;

    json_key(json, "headers");
    json_object_open(json);
    for (size_t i = 0; i < count; i++) {
        json_key(json, names[i]);
        write_reference(json, "headers", names[i]);
    }
    json_object_close(json);
}

static void write_responses(struct json *json, const struct route *route)
{
    json_key(json, "responses");
    json_object_open(json);
    json_key(json, "200");
    json_object_open(json);
    write_member(json, "description", route->summary);
    write_headers(json, route);
    json_key(json, "content");
    json_object_open(json);
    for (unsigned i = 0; i < MEDIA_COUNT; i++) {
        if ((route->media & 1u << i) == 0) {
            continue;
        }
        if (i == MEDIA_JSON || i == MEDIA_NDJSON) {
            write_content(json, media_type((enum media)i),
                          i == MEDIA_JSON ? route->response : route->line);
        } else {
            write_text_content(json, media_type((enum media)i));
        }
    }
    json_object_close(json);
    json_object_close(json);
    json_key(json, "default");
    write_reference(json, "responses", "Problem");
    json_object_close(json);
}

static void write_route(struct json *json, const struct route *route)
{
    json_key(json, route->pattern);
    json_object_open(json);
    json_key(json, (route->methods & METHOD_BIT(POST)) != 0 ? "post" : "get");
    json_object_open(json);
    write_member(json, "operationId", route->name);
    write_member(json, "summary", route->summary);
    write_parameters(json, route);
    write_body(json, route);
    write_responses(json, route);
    json_object_close(json);
    json_object_close(json);
}

static void write_information(struct json *json, const struct request *request)
{
    json_key(json, "info");
    json_object_open(json);
    write_member(json, "title", "Service Name and Transport Protocol Port Number Registry");
    write_member(json, "version", PORTREG_VERSION);
    write_member(json, "description",
                 "What the header Accept chooses, a suffix of the address does as well: .json, "
                 ".ndjson, .csv, .xml. HEAD and OPTIONS are answered everywhere.");
    json_key(json, "license");
    json_object_open(json);
    write_member(json, "name", "BSD-2-Clause");
    write_member(json, "identifier", "BSD-2-Clause");
    json_object_close(json);
    json_object_close(json);
    json_key(json, "servers");
    json_array_open(json);
    json_object_open(json);
    write_member(json, "url", request->site->url);
    json_object_close(json);
    json_array_close(json);
}

void api_answer_openapi(struct request *request, struct reply *reply)
{
    const struct route *route;
    struct json json;

    json_init(&json, &reply->body, true);
    json_object_open(&json);
    write_member(&json, "openapi", "3.1.0");
    write_information(&json, request);
    json_key(&json, "paths");
    json_object_open(&json);
    for (size_t i = 0; (route = route_at(i)) != NULL; i++) {
        if ((route->flags & ROUTE_API) != 0) {
            write_route(&json, route);
        }
    }
    json_object_close(&json);
    json_key(&json, "components");
    json_raw(&json, string_trim(string_of(api_components)));
    json_object_close(&json);
    buffer_append_char(&reply->body, '\n');
}
