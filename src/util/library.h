/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UTIL_LIBRARY_H
#define UTIL_LIBRARY_H

#include <stddef.h>

#include <portreg/status.h>

/*
 * Shared libraries that are loaded when they are needed, so that a program
 * starts without them. What is used of one is a list of its functions, from
 * which comes a struct of pointers to them, typed by the library's own header:
 *
 *     #define FUNCTIONS(X) X(mnl_socket_open) X(mnl_socket_close)
 *     struct functions {
 *         FUNCTIONS(LIBRARY_POINTER)
 *     };
 *     struct functions f;
 *     status = LIBRARY_LOAD("libmnl.so.0", FUNCTIONS, &f, error);
 */
#define LIBRARY_POINTER(function) __typeof__(&(function)) function;
#define LIBRARY_NAME(function) #function "\0"
#define LIBRARY_LOAD(file, functions, ret, error) \
    library_load((file), functions(LIBRARY_NAME), (ret), sizeof(*(ret)), (error))

/*
 * Loads the library and fills `ret`, which has `size` bytes of pointers to
 * functions, with those of the names, which stand one after another, each with
 * its NUL. The library stays until the process ends. UNSUPPORTED, with what the
 * linker says of it, if it or one of the functions is not there.
 */
enum portreg_status library_load(const char *file, const char *names, void *ret, size_t size,
                                 struct portreg_error *error);

#endif
