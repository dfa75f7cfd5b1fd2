/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_API_API_H
#define SERVE_API_API_H

#include <microhttpd.h>

#include "serve/reply.h"
#include "serve/request.h"

/* The handlers of /v1. */
void api_answer_ports(struct request *request, struct reply *reply);

#endif
