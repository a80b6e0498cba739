/*
 * The operation ListImageVersions: one page of one image's versions. No other operation exists
 * here, and whether the caller may ask is settled before.
 */
#ifndef EP_LIST_IMAGE_VERSIONS_H
#define EP_LIST_IMAGE_VERSIONS_H

#include "dataset.h"
#include "request.h"

void ep_list_image_versions(const struct ep_dataset *dataset, const struct ep_request *request,
                            struct ep_reply *reply);

#endif
