/* SPDX-License-Identifier: BSD-2-Clause */

/* What starting and ending a dynamically linked process costs by itself. */
int main(void)
{
    return 0;
}
