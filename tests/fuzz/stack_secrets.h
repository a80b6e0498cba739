/*
 * stack_secrets.h - the secrets of the targets that run the whole stack. Each contains one of two
 * marks, so that one search finds all of them. The marks begin with letters that are rare
 * elsewhere.
 */
#ifndef SGP_TEST_STACK_SECRETS_H
#define SGP_TEST_STACK_SECRETS_H

/* Of the settings: never in a message or trace, whatever the peers send. */
#define OWN_MARK "QoWnHuSh"
/* Of the peers' documents. A peer can put them elsewhere, for example in a broken answer, and the
 * library quotes some of those (base.h, sgp_error). */
#define PEER_MARK "ZpEeRhUsH"

#define OWN_KEY OWN_MARK "/key"
#define OWN_SESSION OWN_MARK "/session"
#define OWN_WEB_TOKEN OWN_MARK ".web"
#define OWN_ACCESS OWN_MARK "-access"
#define OWN_REFRESH OWN_MARK "-refresh"
#define OWN_CLIENT OWN_MARK "-client"
#define OWN_CONTAINER OWN_MARK "-container"
#define OWN_PROXY OWN_MARK "-proxy"
/* base64 of "user:" OWN_PROXY, the value of Proxy-Authorization. */
#define OWN_PROXY_BASE64 "dXNlcjpRb1duSHVTaC1wcm94eQ=="

#define PEER_KEY PEER_MARK "/key"
#define PEER_SESSION PEER_MARK "/session"
#define PEER_ACCESS PEER_MARK "-access"
#define PEER_REFRESH PEER_MARK "-refresh"
#define PEER_IMDS PEER_MARK "-imds"

#endif
