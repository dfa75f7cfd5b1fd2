/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_PAGE_PAGES_H
#define SERVE_PAGE_PAGES_H

#include "serve/reply.h"
#include "serve/request.h"

/* The handlers of the pages. */

/* /?q=…: the search, and what greets whoever asks nothing */
void page_answer_search(struct request *request, struct reply *reply);

/* /tcp/443, /udp/443, /sctp/443, /dccp/443 */
void page_answer_record(struct request *request, struct reply *reply);

/* /port/443 */
void page_answer_port(struct request *request, struct reply *reply);

/* /service/https */
void page_answer_service(struct request *request, struct reply *reply);

/* /contact/ID */
void page_answer_contact(struct request *request, struct reply *reply);

/* /range/6000-6063 */
void page_answer_range(struct request *request, struct reply *reply);

/* /rfc/7252 */
void page_answer_rfc(struct request *request, struct reply *reply);

#endif
