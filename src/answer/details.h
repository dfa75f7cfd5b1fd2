/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_DETAILS_H
#define ANSWER_DETAILS_H

#include <portreg/snapshot.h>

#include "util/buffer.h"

/* What `show` reads out of a record's text. */

/*
 * Appends where a reference can be read: rfc-editor.org for an RFC (with its
 * section), datatracker.ietf.org for a draft, the label itself if it is an
 * address. Nothing for any other.
 */
void details_reference_link(struct buffer *out, struct portreg_string label);

/*
 * Appends a contact's address as people write it: IANA's "mailto:" with "&"
 * for "@" becomes a plain mail address, "tel:" a number.
 */
void details_address(struct buffer *out, struct portreg_string uri);

/*
 * Steps through the keys of "Defined TXT keys: …" in a note; `*rest` starts as
 * the note. A note that describes them in prose, or says that there are none,
 * has none.
 */
struct txt_keys {
    struct portreg_string rest;
};
void txt_keys_start(struct txt_keys *keys, struct portreg_string note);
bool txt_keys_next(struct txt_keys *keys, struct portreg_string *key,
                   struct portreg_string *value);

#endif
