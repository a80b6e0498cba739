/*
 * page_oracle.h - a second decoder of pages, on cJSON's tree: the oracle of
 * fuzz_page.
 */
#ifndef SGP_TEST_PAGE_ORACLE_H
#define SGP_TEST_PAGE_ORACLE_H

#include "sagepager/model.h"

/* Fills the page from a whole body. Statuses and messages are those of
 * sgp_aws_json. */
sgp_status page_oracle_decode(sgp_str body, int raw_timestamps, sgp_page *page, sgp_error *err);

#endif
