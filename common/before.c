/* SPDX-License-Identifier: MIT
 *
 * A message a word.
 */
#include "common/before.h"

#include "common/i18n.h"
#include "common/interface/visitor.h"

char *before_text(const struct language *language, int why, const char *other)
{
    static const enum i18n_message messages[] = {
            [VISITOR_WHY_BEFORE_EARLIER] = MESSAGE_BEFORE_EARLIER,
            [VISITOR_WHY_BEFORE_GOES_FIRST] = MESSAGE_BEFORE_GOES_FIRST,
            [VISITOR_WHY_BEFORE_WAITED_LONG] = MESSAGE_BEFORE_WAITED_LONG,
            [VISITOR_WHY_BEFORE_SENT_BACK] = MESSAGE_BEFORE_SENT_BACK,
            [VISITOR_WHY_BEFORE_SENT_HERE] = MESSAGE_BEFORE_SENT_HERE,
            [VISITOR_WHY_BEFORE_FITS] = MESSAGE_BEFORE_FITS,
            [VISITOR_WHY_BEFORE_CHOSEN] = MESSAGE_BEFORE_CHOSEN,
            [VISITOR_WHY_BEFORE_BOOKED] = MESSAGE_BEFORE_BOOKED,
            [VISITOR_WHY_BEFORE_DIRECT] = MESSAGE_BEFORE_DIRECT,
            [VISITOR_WHY_BEFORE_RETURNED] = MESSAGE_BEFORE_RETURNED,
    };
    if (why < 0 || (size_t)why >= ARRAY_SIZE(messages))
        return NULL;
    return i18n_text(language, messages[why], I18N_TEXT("other", other));
}
