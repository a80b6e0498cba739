/*
 * skeleton.h - --generate-cli-skeleton: samples of a request and its response
 * (awscli/customizations/generatecliskeleton.py). Nothing is sent.
 */
#ifndef SAGEPAGER_CLI_SKELETON_H
#define SAGEPAGER_CLI_SKELETON_H

#include "sagepager/builtin.h"

/* A request as --cli-input-json takes it. */
extern const char skeleton_input[];

/* skeleton_http: returns an HTTP part that answers each request with the sample response.
 * Static. */
sgp_http *skeleton_http(void);

#endif /* SAGEPAGER_CLI_SKELETON_H */
