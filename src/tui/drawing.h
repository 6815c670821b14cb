#ifndef TUI_DRAWING_H
#define TUI_DRAWING_H

#include "app.h"

// Lays the screen out for its size and puts everything into cells and onto the terminal.
void drawing_lay_out(App *app);
void drawing_draw(App *app);
// The links as they are drawn, without their source: for the mouse.
LinksView drawing_links_view(App *app);

#endif
