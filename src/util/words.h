/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UTIL_WORDS_H
#define UTIL_WORDS_H

#include <portreg/types.h>

/* What became of a text, word by word. White space between words does not count. */

enum words_mark { WORDS_KEPT, WORDS_GONE, WORDS_NEW };

/* Is called for every word in turn, those that are gone before what took their place. */
typedef void (*words_function)(void *data, enum words_mark mark, struct portreg_string word);

enum words_result {
    WORDS_MARKED,
    WORDS_SAME,    /* all were kept: the texts differ in white space alone */
    WORDS_UNALIKE  /* nothing was called: short, too long, or with too little in common to be
                      read as one text; both are better shown whole */
};

enum words_result words_compare(struct portreg_string before, struct portreg_string after,
                                words_function take, void *data);

#endif
