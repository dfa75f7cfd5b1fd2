/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_PROCESS_MATCH_H
#define ANSWER_PROCESS_MATCH_H

#include "answer/layer.h"

/*
 * Whether the name of a process goes with the service of the port that it
 * listens on. Most programs are called otherwise than what they serve (nginx
 * serves http), so a name that nobody registered says nothing: to disagree, it
 * has to be the name of another service.
 *
 * The process counts by its name without folder, in small letters, and also
 *  - without "in." or "rpc." in front,
 *  - without what follows the last letter (exim4, python3.11),
 *  - without "-server", "-daemon" or "server" at its end,
 *  - without a "d" at its end (sshd).
 * Names of less than PROCESS_NAME_MIN letters say nothing.
 *
 * It agrees if one of these begins a name or alias of the port in any layer, or
 * a part of one (httpd and http-alt), if one of these names begins it, or if
 * it is a word of the description.
 *
 * It disagrees if it does not agree, a layer names the port, and one of these
 * is the whole name of a service that is registered on other ports alone.
 */
#define PROCESS_NAME_MIN 3

enum process_match { PROCESS_UNKNOWN, PROCESS_AGREES, PROCESS_DISAGREES };

/* "", "yes", "no". */
const char *process_match_text(enum process_match match);

enum process_match process_match(struct portreg_string process, const struct layers *layers,
                                 uint16_t port, enum portreg_transport transport);

#endif
