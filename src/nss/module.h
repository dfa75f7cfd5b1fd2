/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef NSS_MODULE_H
#define NSS_MODULE_H

#include <netdb.h>
#include <nss.h>

/*
 * What glibc calls. A lookup that finds nothing is NOTFOUND; without a readable
 * snapshot it is UNAVAIL with ENOENT; a buffer that is too small is TRYAGAIN
 * with ERANGE, and the same call with a larger one answers. Else errno is left
 * alone. They allocate nothing, except when files were replaced.
 */

#pragma GCC visibility push(default)

/* A protocol of NULL asks for any; another than tcp, udp, sctp and dccp is not found. */
enum nss_status _nss_portreg_getservbyname_r(const char *name, const char *protocol,
                                             struct servent *result, char *buffer, size_t size,
                                             int *errnop);

/* The port is in network byte order. */
enum nss_status _nss_portreg_getservbyport_r(int port, const char *protocol, struct servent *result,
                                             char *buffer, size_t size, int *errnop);

/*
 * Enumeration, one for the whole process: the entries of the first layer, then
 * those of the next, as they were when it began.
 */
enum nss_status _nss_portreg_setservent(int stay_open);
enum nss_status _nss_portreg_getservent_r(struct servent *result, char *buffer, size_t size,
                                          int *errnop);
enum nss_status _nss_portreg_endservent(void);

#pragma GCC visibility pop

#endif
