// The rules of the golden TLB (golden/rules.h) as tables in Markdown: `lockwalk list --rules`, and
// golden/README.md.
#ifndef TB_REPORT_RULES_PRINT_H
#define TB_REPORT_RULES_PRINT_H

#include <stdio.h>

void rules_print(FILE *f);

#endif
