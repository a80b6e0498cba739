/*
 * skeleton.h - --generate-cli-skeleton: what a request and its answer look like
 * (awscli/customizations/generatecliskeleton.py). Nothing is sent.
 */
#ifndef SAGEPAGER_CLI_SKELETON_H
#define SAGEPAGER_CLI_SKELETON_H

#include "sagepager/builtin.h"

/* A request as --cli-input-json takes it. */
extern const char skeleton_input[];

/* skeleton_http: answers each request with the sample answer. */
sgp_http skeleton_http(void);

#endif /* SAGEPAGER_CLI_SKELETON_H */
