/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include <portreg/filter.h>

/* Compiles the input as an expression of the field language and asks it of two rows. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CELL(text) { text, sizeof(text) - 1 }

static const struct portreg_row full_row = {
    .column = { CELL("co_ap-1"), CELL("5683-5690"), CELL("udp"),
                CELL("Constrained \xc3\x98\n\xff Protocol"), CELL("[A_b][C]"), CELL("[A_b]"),
                CELL("2010-07"), CELL("2014-02-28"), CELL("[RFC7252, Section 12.6][a [b] c][open"),
                CELL("1145656131"), CELL("Known on port 5684"), CELL("note of [RFC7252]") },
    .flags = PORTREG_ROW_HAS_NUMBER | PORTREG_ROW_HAS_CODE | PORTREG_ROW_UNAUTHORIZED,
    .code = 1145656131,
    .first = 5683,
    .last = 5690,
    .transport = PORTREG_TRANSPORT_UDP,
    .status = PORTREG_PORT_ASSIGNED,
};

static const struct portreg_row empty_row = { .status = PORTREG_PORT_UNASSIGNED };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* A copy without a byte behind it, so that reading too far is seen; not NULL. */
    char *copy = malloc(size > 0 ? size : 1);
    struct portreg_filter *filter = NULL;
    struct portreg_error error;

    if (copy == NULL) {
        return 0;
    }
    memcpy(copy, data, size);
    if (portreg_filter_compile(copy, size, &filter, &error) == PORTREG_OK) {
        (void)portreg_filter_match(filter, &full_row, &error);
        (void)portreg_filter_match(filter, &empty_row, &error);
    } else if (portreg_filter_is_plain(copy, size) && error.status == PORTREG_SYNTAX &&
               strstr(error.message, "UTF-8") == NULL) {
        abort(); /* plain text is never refused for its syntax */
    }
    portreg_filter_destroy(filter);
    free(copy);
    return 0;
}
