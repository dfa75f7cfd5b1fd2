/* SPDX-License-Identifier: BSD-2-Clause */
#include <netdb.h>
#include <nss.h>

/*
 * A module for the name service that returns at once: what glibc takes to call
 * one. It is built as libnss_empty.so.2.
 */
enum nss_status _nss_empty_getservbyname_r(const char *name, const char *protocol,
                                           struct servent *result, char *buffer, size_t size,
                                           int *errnop);
enum nss_status _nss_empty_getservbyport_r(int port, const char *protocol, struct servent *result,
                                           char *buffer, size_t size, int *errnop);

enum nss_status _nss_empty_getservbyname_r(const char *name, const char *protocol,
                                           struct servent *result, char *buffer, size_t size,
                                           int *errnop)
{
    (void)name, (void)protocol, (void)result, (void)buffer, (void)size, (void)errnop;
    return NSS_STATUS_NOTFOUND;
}

enum nss_status _nss_empty_getservbyport_r(int port, const char *protocol, struct servent *result,
                                           char *buffer, size_t size, int *errnop)
{
    (void)port, (void)protocol, (void)result, (void)buffer, (void)size, (void)errnop;
    return NSS_STATUS_NOTFOUND;
}
