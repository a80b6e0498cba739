/*
 * modem.h - an sgp_dialer over the UART: the program `modem` at its other end opens the TCP
 * connections. A cellular or Wi-Fi module with its own TCP stack looks much the same.
 */
#ifndef MODEM_H
#define MODEM_H

#include <sagepager/sys/stream.h>

/* Returns the dialer. It has one connection at a time and refuses TLS and proxies; the library's
 * sgp_net_dialer_new adds both. */
sgp_dialer *modem_dialer(void);

#endif
