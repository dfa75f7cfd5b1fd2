/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SNAPSHOT_LAYOUT_H
#define SNAPSHOT_LAYOUT_H

#include <stdint.h>

#include <portreg/types.h>

/*
 * The snapshot file, format 1. All numbers are little-endian and of fixed
 * width. A header, a table of sections, then the sections in the order of
 * their ids, each aligned to LAYOUT_ALIGNMENT with zero bytes between.
 *
 * The header's checksum covers header and table; each section's checksum
 * covers its bytes; bytes between sections are zero. So every bit is covered.
 *
 * Ids are indexes: of strings, texts, rows, contacts, versions. String 0 is
 * the empty string. Strings that the search looks at come first, those of
 * current rows before those of past rows alone. Rows that stand in the newest
 * version come first, in the registry's order.
 */
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "snapshots are little-endian and are read in place; this host is not"
#endif

#define LAYOUT_MAGIC "PORTREG\x1A"
#define LAYOUT_FORMAT 1
#define LAYOUT_ALIGNMENT 64
#define LAYOUT_SECTION_MAX 64

/* Every section: id, type of its records. */
#define LAYOUT_SECTION_LIST(X)                                                                  \
    X(META, struct layout_meta)                                                                 \
    X(VERSIONS, struct layout_version)                                                          \
    X(PORT_CELLS, uint32_t)                                                                     \
    X(PORT_SEGMENTS, struct layout_segment)                                                     \
    X(PORT_ROWS, uint32_t)                                                                      \
    X(NAME_SLOTS, uint32_t)                                                                     \
    X(NAMES, struct layout_name)                                                                \
    X(NAME_ROWS, uint32_t)                                                                      \
    X(ROWS, struct layout_row)                                                                  \
    X(STRING_STARTS, uint32_t)                                                                  \
    X(STRING_BYTES, char)                                                                       \
    X(FOLDED_BYTES, char)                                                                       \
    X(CONTACTS, struct layout_contact)                                                          \
    X(CONTACT_ORDER, uint32_t)                                                                  \
    X(CONTACT_INDEX, uint32_t)                                                                  \
    X(GRAMS, struct layout_gram)                                                                \
    X(POSTINGS, unsigned char)                                                                  \
    X(STRING_ROW_STARTS, uint32_t)                                                              \
    X(STRING_ROWS, uint32_t)                                                                    \
    X(ROW_ORDER, uint32_t)                                                                      \
    X(TEXT_STARTS, uint32_t)                                                                    \
    X(TEXT_BLOCKS, struct layout_text_block)                                                    \
    X(TEXT_BYTES, unsigned char)

enum layout_section_id {
#define LAYOUT_SECTION_ENUM(name, type) LAYOUT_##name,
    LAYOUT_SECTION_LIST(LAYOUT_SECTION_ENUM)
#undef LAYOUT_SECTION_ENUM
    LAYOUT_SECTION_COUNT
};

struct layout_header {
    char magic[8];
    uint32_t format;
    uint32_t section_count;
    uint64_t file_size;
    uint64_t checksum; /* of header and section table, this field being 0 */
};

struct layout_section {
    uint32_t id;
    uint32_t record_size;
    uint64_t offset;
    uint64_t count; /* records */
    uint64_t checksum;
};

struct layout_meta {
    uint32_t layer;                /* string */
    uint32_t current_rows;         /* rows of the newest version: 0 to this less one */
    uint32_t current_contacts;
    uint32_t searched_now;         /* strings below this are searched in the newest version */
    uint32_t searched;             /* strings below this are searched in any version */
    uint32_t unused;
};

enum { LAYOUT_FRAME_COUNT = 4 };

struct layout_version {
    uint32_t date;
    uint32_t updated; /* string: the date as printed */
    uint32_t source;  /* string */
    uint32_t format;  /* string */
    uint32_t frame[LAYOUT_FRAME_COUNT]; /* texts around the records, or PORTREG_NONE */
    uint32_t row_count;
    uint32_t contact_count;
};

/* The interval of a row or contact that stands in the newest version has no end. */
#define LAYOUT_OPEN UINT16_MAX

struct layout_row {
    uint32_t column[PORTREG_COLUMN_COUNT]; /* strings */
    uint32_t replacement;                  /* string */
    uint32_t text;                         /* text or PORTREG_NONE */
    uint32_t order;                        /* place in ROW_ORDER */
    uint32_t code;
    uint32_t frequency;
    uint16_t from;  /* version */
    uint16_t until; /* version or LAYOUT_OPEN */
    uint16_t first;
    uint16_t last;
    uint16_t flags;
    uint8_t transport;
    uint8_t status;
};

struct layout_contact {
    uint32_t id; /* string, as are the next four */
    uint32_t name;
    uint32_t org;
    uint32_t uri;
    uint32_t updated;
    uint32_t text;
    uint32_t order; /* place in CONTACT_ORDER */
    uint16_t from;  /* version */
    uint16_t until; /* version or LAYOUT_OPEN */
};

/*
 * The number tables: one for each transport and one for all (index 0), over
 * current rows, and one over past rows. A table cuts the numbers 0 to 65535
 * into segments on which the same rows lie. A cell stands for eight numbers:
 * bit i of its low eight bits is set where a segment begins at number i; above
 * them stands how many segments, over all tables, begin before the cell. So
 * the segment of a number is that count plus the bits up to and with it, less
 * one.
 */
enum {
    LAYOUT_PORT_TABLES = PORTREG_TRANSPORT_COUNT + 1,
    LAYOUT_PORT_TABLE_PAST = PORTREG_TRANSPORT_COUNT,
    LAYOUT_PORT_CELL_NUMBERS = 8,
    LAYOUT_PORT_TABLE_CELLS = 65536 / LAYOUT_PORT_CELL_NUMBERS,
    LAYOUT_PORT_CELL_SHIFT = 8
};

struct layout_segment {
    uint32_t primary; /* row; PORTREG_NONE where there is none */
    /*
     * Of several rows: LAYOUT_SEGMENT_LIST and where in PORT_ROWS stands their
     * number, followed by them, primary first. Else where in STRING_BYTES stands
     * the row's name if services(5) can say it, so that a name is found without
     * its row; 0, the empty string, if not.
     */
    uint32_t list_or_name;
};

#define LAYOUT_SEGMENT_LIST (UINT32_C(1) << 31)

/*
 * Names: an open-addressed table of a power of two slots, probed in steps of
 * one. The bits of a slot that number the slots are an index in NAMES plus 1, 0
 * in an empty slot; those above are the same bits of the upper half of the
 * folded name's hash.
 *
 * NAMES has an entry for each distinct folded name, sorted by it, and a last
 * one that ends the rows of the one before.
 */
struct layout_name {
    uint32_t offset;    /* in STRING_BYTES and FOLDED_BYTES; the name goes on to a NUL */
    uint32_t first_row; /* the first of its rows, PORTREG_NONE in the last entry */
    uint32_t rows;      /* in NAME_ROWS, ascending: current rows first */
    /*
     * What services(5) says of the name in the newest version, where that is
     * simple: bit t of `transports` is set if the first entry for the name on
     * transport t is of `port` and has this one name, written as in STRING_BYTES
     * at `offset`. Bit 0 asks for any transport; the lowest of the others is
     * the answer's then.
     */
    uint16_t port;
    uint8_t transports;
    uint8_t unused; /* 0 */
};

/*
 * Postings: for each run of three bytes that occurs in a folded searched
 * string, the ids of these strings as differences, base 128 with the low bits
 * first. GRAMS is sorted by key; a list ends where the next begins, and a last
 * entry of key LAYOUT_GRAM_END ends the last.
 */
#define LAYOUT_GRAM_SIZE 3u
#define LAYOUT_GRAM_END UINT32_MAX

struct layout_gram {
    uint32_t key; /* LAYOUT_GRAM_SIZE << 24 | first byte << 16 | second << 8 | third */
    uint32_t offset; /* in POSTINGS */
    uint32_t count;  /* strings */
};

/* Own texts, concatenated and compressed with zstd in blocks of whole texts. */
struct layout_text_block {
    uint32_t first_text;
    uint32_t text_count;
    uint32_t raw_size;
    uint32_t offset; /* in TEXT_BYTES */
    uint32_t size;
};

#endif
