/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/stats_json.h"
#include "serve/api/api.h"

void api_answer_stats(struct request *request, struct reply *reply)
{
    struct portreg_stats stats;
    struct json json;

    portreg_stats_count(layers_base(request->layers)->view, &stats);
    api_open_document(request, reply, &json);
    stats_json(&json, &stats);
    api_close_document(reply, &json);
}
