/*
 * The operation ListImageVersions: one page of one image's versions. The
 * signature has been checked before.
 */
#ifndef EP_LIST_IMAGE_VERSIONS_H
#define EP_LIST_IMAGE_VERSIONS_H

#include "dataset.h"
#include "request.h"

void ep_list_image_versions(const struct ep_dataset *dataset, const struct ep_request *request,
                            struct ep_reply *reply);

#endif
