#include <stdio.h>
#include <string.h>
#include "tests/kiosk/visitor/scene.h"
int main(int argc, char **argv)
{
    struct scene s;
    const char *lang = argv[1]; int w = atoi(argv[2]), h = atoi(argv[3]);
    scene_init(&s, lang, w, h);
    for (int i = 4; i < argc; i++) {
        char *a = argv[i];
        if (!strncmp(a, "tell:", 5)) scene_more_where(&s, a + 5);
        else if (!strcmp(a, "issue")) scene_answer_issue(&s);
        else if (!strcmp(a, "large")) scene_tap_at(&s, 0, 0), stage_set_large(&s.stage, true);
        else if (!strncmp(a, "type:", 5)) scene_type(&s, a + 5);
        else if (!strncmp(a, "pass:", 5)) scene_pass(&s, atoi(a + 5));
        else if (!strncmp(a, "waits:", 6)) scene_tell_waits(&s, a + 6);
        else if (!strcmp(a, "tab")) scene_key(&s, INPUT_TAB);
        else if (!strcmp(a, "f12")) scene_key(&s, INPUT_F12);
        else if (!strcmp(a, "down")) scene_key(&s, INPUT_DOWN);
        else if (!strncmp(a, "ans:", 4)) { char *m = a + 4, *t = strchr(m, '='); *t = 0; char f[99]; snprintf(f, 99, "org.novbe.Visitor.%s", m); scene_answer(&s, f, t + 1); }
        else scene_tap(&s, a);
    }
    scene_draw(&s);
    char *d = surface_dump(&s.stage.surface, getenv("LOOKS") != NULL);
    puts(d);
    if (getenv("PLAIN")) puts(canvas_plain(&s.stage.canvas));
    (void)argc;
    return 0;
}
