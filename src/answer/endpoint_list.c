/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/endpoint_list.h"

#include "query/service.h"
#include "util/string.h"

static const char *const finding_keys[] = {
#define ENDPOINT_FINDING_KEY(name, key, text) key,
    ENDPOINT_FINDING_LIST(ENDPOINT_FINDING_KEY)
#undef ENDPOINT_FINDING_KEY
};

const char *endpoint_finding_key(enum endpoint_finding finding)
{
    return finding_keys[finding];
}

bool endpoint_findings_parse(struct portreg_string list, uint32_t *ret)
{
    return string_parse_keys(list, finding_keys, ENDPOINT_FINDING_COUNT, ret);
}

/* The first layer that names the port; else what the base says of it. */
static void find_row(const struct endpoint *endpoint, const struct layers *layers,
                     struct judged_endpoint *ret)
{
    for (size_t i = 0; i < layers->count; i++) {
        const struct service_list list = { .view = layers->items[i].view };
        struct service_entry entry;

        if (service_find_port(&list, endpoint->port, endpoint->transport, &entry)) {
            ret->layer = &layers->items[i];
            ret->row = entry.rows[0];
            ret->status = PORTREG_PORT_ASSIGNED;
            return;
        }
    }
    ret->layer = layers_base(layers);
    ret->status =
        portreg_port_status(ret->layer->view, endpoint->port, endpoint->transport, &ret->row, NULL);
    ret->findings |= 1U << ENDPOINT_FINDING_UNREGISTERED;
}

static bool has_unauthorized_use(const struct layers *layers, const struct endpoint *endpoint)
{
    for (size_t i = 0; i < layers->count; i++) {
        uint32_t rows[SERVICE_NAMES_MAX];
        size_t count = portreg_lookup_port_rows(layers->items[i].view, endpoint->port,
                                                endpoint->transport, rows, SERVICE_NAMES_MAX);

        for (size_t j = 0; j < count && j < SERVICE_NAMES_MAX; j++) {
            struct portreg_row row;

            if (portreg_snapshot_row_columns(layers->items[i].snapshot, rows[j], 0, &row) &&
                (row.flags & PORTREG_ROW_UNAUTHORIZED) != 0) {
                return true;
            }
        }
    }
    return false;
}

static void note(struct judged_endpoint *judged, enum endpoint_finding finding, bool holds)
{
    judged->findings |= (uint32_t)holds << finding;
}

void endpoint_judge(const struct endpoint *endpoint, const struct layers *layers,
                    const struct host_ports *ports, struct judged_endpoint *ret)
{
    const uint16_t port = endpoint->port;

    *ret = (struct judged_endpoint){ .endpoint = endpoint };
    find_row(endpoint, layers, ret);
    ret->match = process_match(endpoint->process, layers, port, endpoint->transport);
    ret->is_ephemeral = ports != NULL && host_ports_is_ephemeral(ports, port);
    ret->is_withheld = ports != NULL && host_ports_is_reserved(ports, port);
    note(ret, ENDPOINT_FINDING_MISMATCH, ret->match == PROCESS_DISAGREES);
    note(ret, ENDPOINT_FINDING_UNAUTHORIZED, has_unauthorized_use(layers, endpoint));
    note(ret, ENDPOINT_FINDING_RESERVED, ret->status == PORTREG_PORT_RESERVED);
    note(ret, ENDPOINT_FINDING_EPHEMERAL, ret->is_ephemeral && !ret->is_withheld);
}

static const struct endpoint *endpoint_of(const void *item)
{
    return ((const struct judged_endpoint *)item)->endpoint;
}

static void append_host(struct buffer *out, const void *item)
{
    buffer_append_clean(out, endpoint_of(item)->host);
}

static void append_transport(struct buffer *out, const void *item)
{
    buffer_append_text(out, portreg_transport_name(endpoint_of(item)->transport));
}

static void append_address(struct buffer *out, const void *item)
{
    buffer_append_clean(out, endpoint_of(item)->address);
}

static void append_v6_only(struct buffer *out, const void *item)
{
    static const char *const texts[] = {
        [V6_ONLY_UNKNOWN] = "", [V6_ONLY_NO] = "no", [V6_ONLY_YES] = "yes"
    };

    buffer_append_text(out, texts[endpoint_of(item)->v6_only]);
}

static uint64_t port_number(const void *item)
{
    return endpoint_of(item)->port;
}

static void append_process(struct buffer *out, const void *item)
{
    buffer_append_clean(out, endpoint_of(item)->process);
}

static uint64_t pid_number(const void *item)
{
    return endpoint_of(item)->pid != 0 ? endpoint_of(item)->pid : LISTING_NO_NUMBER;
}

static uint64_t uid_number(const void *item)
{
    return endpoint_of(item)->uid != ENDPOINT_NO_UID ? endpoint_of(item)->uid : LISTING_NO_NUMBER;
}

static void append_unit(struct buffer *out, const void *item)
{
    buffer_append_clean(out, endpoint_of(item)->unit);
}

static uint64_t line_number(const void *item)
{
    return endpoint_of(item)->line != 0 ? endpoint_of(item)->line : LISTING_NO_NUMBER;
}

static bool is_named(const struct judged_endpoint *judged)
{
    return (judged->findings & 1U << ENDPOINT_FINDING_UNREGISTERED) == 0;
}

static bool entry_of(const struct judged_endpoint *judged, struct service_entry *ret)
{
    const struct service_list list = { .view = judged->layer->view };

    return is_named(judged) &&
           service_find_port(&list, judged->endpoint->port, judged->endpoint->transport, ret);
}

static void append_service(struct buffer *out, const void *item)
{
    struct service_entry entry;

    if (entry_of(item, &entry)) {
        buffer_append_string(out, entry.names[0]);
    }
}

static void append_aliases(struct buffer *out, const void *item)
{
    struct service_entry entry;

    if (entry_of(item, &entry)) {
        service_append_aliases(out, &entry);
    }
}

static void append_cell(struct buffer *out, const void *item, enum portreg_column column)
{
    const struct judged_endpoint *judged = item;

    buffer_append_string(out,
                         portreg_snapshot_cell(judged->layer->snapshot, judged->row, column));
}

static void append_description(struct buffer *out, const void *item)
{
    append_cell(out, item, PORTREG_COLUMN_DESCRIPTION);
}

static void append_unauthorized(struct buffer *out, const void *item)
{
    append_cell(out, item, PORTREG_COLUMN_UNAUTHORIZED);
}

static void append_status(struct buffer *out, const void *item)
{
    buffer_append_text(out,
                       portreg_port_status_name(((const struct judged_endpoint *)item)->status));
}

static void append_layer(struct buffer *out, const void *item)
{
    const struct judged_endpoint *judged = item;

    if (is_named(judged)) {
        buffer_append_string(out, layer_name(judged->layer));
    }
}

static void append_match(struct buffer *out, const void *item)
{
    buffer_append_text(out, process_match_text(((const struct judged_endpoint *)item)->match));
}

static bool is_ephemeral(const void *item)
{
    return ((const struct judged_endpoint *)item)->is_ephemeral;
}

static bool is_withheld(const void *item)
{
    return ((const struct judged_endpoint *)item)->is_withheld;
}

static void append_findings(struct buffer *out, const void *item)
{
    const struct judged_endpoint *judged = item;
    const size_t start = out->size;

    for (unsigned i = 0; i < ENDPOINT_FINDING_COUNT; i++) {
        if ((judged->findings & 1U << i) != 0) {
            buffer_append_text(out, out->size > start ? " " : "");
            buffer_append_text(out, finding_keys[i]);
        }
    }
}

static const struct listing_column columns[] = {
    { .column = { "host", "Host", "the host, where the input names one" },
      .member = "host",
      .text = append_host },
    { .column = { "transport", "Transport", "tcp, udp, sctp or dccp" },
      .member = "transport",
      .text = append_transport },
    { .column = { "address", "Address",
                  "the address that is listened on; * is any of IPv4 and IPv6, :: any of IPv6" },
      .member = "address",
      .text = append_address },
    { .column = { "port", "Port", "the port that is listened on" },
      .member = "port",
      .number = port_number },
    { .column = { "process", "Process", "name of the process" },
      .member = "process",
      .text = append_process },
    { .column = { "pid", "PID", "its number" }, .member = "pid", .number = pid_number },
    { .column = { "uid", "UID", "number of the user whose socket it is" },
      .member = "uid",
      .number = uid_number },
    { .column = { "unit", "Unit", "the systemd unit that the process belongs to" },
      .member = "unit",
      .text = append_unit },
    { .column = { "service", "Service", "name of the registered service" },
      .member = "service",
      .text = append_service },
    { .column = { "aliases", "Aliases", "its other names" },
      .member = "aliases",
      .is_long = true,
      .is_list = true,
      .text = append_aliases },
    { .column = { "description", "Description", "what the registry says of the port" },
      .member = "description",
      .is_long = true,
      .text = append_description },
    { .column = { "status", "Status", "assigned, reserved, unassigned or dynamic" },
      .member = "status",
      .text = append_status },
    { .column = { "unauthorized", "Unauthorized", "unauthorized use that was reported" },
      .member = "unauthorized",
      .is_long = true,
      .text = append_unauthorized },
    { .column = { "match", "Match", "whether process and service agree: yes, no, or not known" },
      .member = "match",
      .text = append_match },
    { .column = { "ephemeral", "Ephemeral",
                  "whether the port lies in the range that the kernel "
                  "takes numbers from" },
      .member = "ephemeral",
      .flag = is_ephemeral },
    { .column = { "local-reserved", "Local Reserved", "whether ip_local_reserved_ports has it" },
      .member = "local_reserved",
      .flag = is_withheld },
    { .column = { "findings", "Findings", "what --fail-on may be asked for" },
      .member = "findings",
      .is_long = true,
      .is_list = true,
      .text = append_findings },
    { .column = { "layer", "Layer", "the layer that names the service" },
      .member = "layer",
      .text = append_layer },
    { .column = { "v6-only", "V6 Only",
                  "of a socket of IPv6, where it is known: whether IPv4 does not reach it, yes or "
                  "no" },
      .member = "v6_only",
      .text = append_v6_only },
    { .column = { "line", "Line", "line of the input" }, .member = "line", .number = line_number },
};

const struct listing listing_of_sockets = {
    .member = "sockets",
    .usual_columns = "transport,address,port,process,unit,service,status,findings",
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
};

const struct listing listing_of_reports = {
    .member = "sockets",
    .usual_columns = "host,transport,address,port,process,service,status,findings",
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
};
