/* SPDX-License-Identifier: BSD-2-Clause */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "harness.h"

/*
 * All rows that match a text, beside SQLite in memory over the same ten
 * columns: FTS5 with the trigram tokenizer, and LIKE over one joined column
 * for needles that are too short for trigrams.
 */
struct search_bench {
    struct portreg_search *search;
    uint32_t version;
    const char *needle;
    sqlite3 *database;
    sqlite3_stmt *statement; /* what stands beside the current needle */
    sqlite3_stmt *match;
    sqlite3_stmt *like;
    size_t found[2];
    unsigned repeats;
};

static const enum portreg_column searched[] = {
    PORTREG_COLUMN_NAME,        PORTREG_COLUMN_NUMBER,       PORTREG_COLUMN_TRANSPORT,
    PORTREG_COLUMN_DESCRIPTION, PORTREG_COLUMN_ASSIGNEE,     PORTREG_COLUMN_CONTACT,
    PORTREG_COLUMN_REFERENCE,   PORTREG_COLUMN_CODE,         PORTREG_COLUMN_UNAUTHORIZED,
    PORTREG_COLUMN_NOTE,
};
#define SEARCHED_COUNT (sizeof(searched) / sizeof(searched[0]))

static bool fill_row(sqlite3_stmt *columns, sqlite3_stmt *joined, const struct portreg_row *row)
{
    char text[65536];
    size_t used = 0;
    for (size_t i = 0; i < SEARCHED_COUNT; i++) {
        const struct portreg_string cell = row->column[searched[i]];
        sqlite3_bind_text(columns, (int)i + 2, cell.data, (int)cell.size, SQLITE_STATIC);
        if (cell.size + 1 > sizeof(text) - used) {
            return false;
        }
        memcpy(text + used, cell.data, cell.size);
        used += cell.size;
        text[used++] = '\n';
    }
    sqlite3_bind_int64(columns, 1, row->id);
    sqlite3_bind_int64(joined, 1, row->id);
    sqlite3_bind_text(joined, 2, text, (int)used, SQLITE_STATIC);
    const bool done = sqlite3_step(columns) == SQLITE_DONE && sqlite3_step(joined) == SQLITE_DONE;
    sqlite3_reset(columns);
    sqlite3_reset(joined);
    return done;
}

static bool fill_database(struct search_bench *bench, struct portreg_view view)
{
    sqlite3_stmt *columns = NULL;
    sqlite3_stmt *joined = NULL;
    uint32_t cursor = 0;
    uint32_t id;
    struct portreg_row row;
    bool good =
        sqlite3_exec(bench->database,
                     "CREATE VIRTUAL TABLE fts USING fts5(a,b,c,d,e,f,g,h,i,j,tokenize='trigram');"
                     "CREATE TABLE t(id INTEGER PRIMARY KEY, x TEXT); BEGIN",
                     NULL, NULL, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(bench->database,
                           "INSERT INTO fts(rowid,a,b,c,d,e,f,g,h,i,j) "
                           "VALUES(?,?,?,?,?,?,?,?,?,?,?)",
                           -1, &columns, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(bench->database, "INSERT INTO t VALUES(?,?)", -1, &joined, NULL) ==
            SQLITE_OK;
    while (good && (id = portreg_view_next_row(view, &cursor)) != PORTREG_NONE) {
        good = portreg_snapshot_row(view.snapshot, id, &row) && fill_row(columns, joined, &row);
    }
    sqlite3_finalize(columns);
    sqlite3_finalize(joined);
    return good &&
           sqlite3_exec(bench->database, "COMMIT; INSERT INTO fts(fts) VALUES('optimize')", NULL,
                        NULL, NULL) == SQLITE_OK &&
           sqlite3_prepare_v2(bench->database, "SELECT rowid FROM fts WHERE fts MATCH ?", -1,
                              &bench->match, NULL) == SQLITE_OK &&
           sqlite3_prepare_v2(bench->database, "SELECT id FROM t WHERE x LIKE ?", -1, &bench->like,
                              NULL) == SQLITE_OK;
}

static double run_search(void *context)
{
    struct search_bench *bench = context;
    const uint32_t *rows;
    const double start = bench_clock();
    for (unsigned i = 0; i < bench->repeats; i++) {
        bench->found[0] = portreg_search_run(bench->search, bench->version, bench->needle,
                                             strlen(bench->needle), &rows);
        bench_keep(rows);
    }
    return (bench_clock() - start) / bench->repeats;
}

static double run_sqlite(void *context)
{
    struct search_bench *bench = context;
    char pattern[64];
    size_t found = 0;
    snprintf(pattern, sizeof(pattern), bench->statement == bench->match ? "\"%s\"" : "%%%s%%",
             bench->needle);
    const double start = bench_clock();
    sqlite3_bind_text(bench->statement, 1, pattern, -1, SQLITE_STATIC);
    while (sqlite3_step(bench->statement) == SQLITE_ROW) {
        const sqlite3_int64 row = sqlite3_column_int64(bench->statement, 0);
        bench_keep(&row);
        found++;
    }
    sqlite3_reset(bench->statement);
    bench->found[1] = found;
    return bench_clock() - start;
}

static void measure_needle(struct search_bench *bench, const char *needle, bool with_trigrams)
{
    char what[64];
    bench->needle = needle;
    bench->statement = with_trigrams ? bench->match : bench->like;
    bench->repeats = 8;
    run_search(bench);
    run_sqlite(bench);
    if (bench->found[0] != bench->found[1]) {
        snprintf(what, sizeof(what), "portreg finds %zu rows, SQLite %zu", bench->found[0],
                 bench->found[1]);
        bench_skip(needle, what);
        return;
    }
    snprintf(what, sizeof(what), "search \"%s\", %zu rows", needle, bench->found[0]);
    bench_measure(&(struct bench_pair){
        .what = what, .ours = run_search, .ours_context = bench,
        .beside = with_trigrams ? "SQLite FTS5 trigram" : "SQLite LIKE",
        .peer = run_sqlite, .peer_context = bench, .rounds = with_trigrams ? 201 : 51,
        .reach_seconds = with_trigrams ? 0 : 90e-6, .reach_ratio = with_trigrams ? 0.1 : 0 });
}

void bench_search(const struct bench_fixture *fixture)
{
    static const char *const needles[] = { "tls",    "database", "http",  "secure", "443",
                                           "rfc6335", "cisco",   "zzzqq", "tcp",    "microsoft" };
    static const char *const short_needles[] = { "a", "q", "7", "ss", "43", "zx" };
    struct search_bench bench = { 0 };
    const struct portreg_view view = portreg_view_now(fixture->snapshot);
    bench.version = view.version;
    if (portreg_search_create(fixture->snapshot, &bench.search, NULL) != PORTREG_OK ||
        sqlite3_open(":memory:", &bench.database) != SQLITE_OK || !fill_database(&bench, view)) {
        bench_skip("search", bench.database ? sqlite3_errmsg(bench.database) : "no search");
    } else {
        for (size_t i = 0; i < sizeof(needles) / sizeof(needles[0]); i++) {
            measure_needle(&bench, needles[i], true);
        }
        for (size_t i = 0; i < sizeof(short_needles) / sizeof(short_needles[0]); i++) {
            measure_needle(&bench, short_needles[i], false);
        }
    }
    sqlite3_finalize(bench.match);
    sqlite3_finalize(bench.like);
    sqlite3_close(bench.database);
    portreg_search_destroy(bench.search);
}
