/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/page/chart.h"

#include "util/markup.h"

/* The drawing in its own units. */
#define LEFT 52 /* for numbers */
#define RIGHT 8
#define TOP 10
#define BOTTOM 24 /* for what stands below the axis */
#define STEPS_WIDTH 460
#define STEPS_HEIGHT 170
#define BARS_WIDTH 960
#define BARS_HEIGHT 260
#define LINES 4 /* across, at the most */

struct frame {
    int width;
    int height;
    int64_t x_first;
    int64_t x_end;
    uint32_t y_first;
    uint32_t y_end; /* above y_first */
    uint32_t step;  /* between lines */
};

static double place_x(const struct frame *frame, int64_t x)
{
    return LEFT + (double)(x - frame->x_first) * (frame->width - LEFT - RIGHT) /
                      (double)(frame->x_end - frame->x_first);
}

static double place_y(const struct frame *frame, uint32_t y)
{
    return frame->height - BOTTOM -
           (double)(y - frame->y_first) * (frame->height - TOP - BOTTOM) /
               (double)(frame->y_end - frame->y_first);
}

/* 1, 2, 5, 10, 20, 50 …: the first with which LINES reach over the span. */
static uint32_t choose_step(uint32_t span)
{
    static const uint32_t factors[] = { 1, 2, 5 };

    for (uint32_t unit = 1; unit <= 100000000; unit *= 10) {
        for (unsigned i = 0; i < 3; i++) {
            if (span / (factors[i] * unit) < LINES) {
                return factors[i] * unit;
            }
        }
    }
    return UINT32_MAX / 2;
}

static struct frame make_frame(const struct chart *chart, int width, int height, bool from_zero)
{
    struct frame frame = { .width = width, .height = height, .x_first = chart->points[0].x };
    uint32_t least = UINT32_MAX;
    uint32_t most = 0;

    for (size_t i = 0; i < chart->count; i++) {
        least = chart->points[i].y < least ? chart->points[i].y : least;
        most = chart->points[i].y > most ? chart->points[i].y : most;
    }
    least = from_zero ? 0 : least;
    frame.step = choose_step(most - least);
    frame.y_first = least / frame.step * frame.step;
    frame.y_end = (most / frame.step + 1) * frame.step;
    frame.x_end = chart->end > frame.x_first ? chart->end : frame.x_first + 1;
    return frame;
}

static void append_head(struct buffer *out, const struct chart *chart, const struct frame *frame)
{
    buffer_printf(out,
                  "<svg class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\" "
                  "aria-labelledby=\"%s-title %s-text\">\n<title id=\"%s-title\">",
                  frame->width, frame->height, chart->id, chart->id, chart->id);
    markup_append_text(out, chart->title);
    buffer_printf(out, "</title>\n<desc id=\"%s-text\">", chart->id);
    markup_append_text(out, chart->summary);
    buffer_append_text(out, "</desc>\n");
}

/* Lines across with their numbers. */
static void append_lines(struct buffer *out, const struct frame *frame)
{
    for (uint32_t y = frame->y_first; y <= frame->y_end; y += frame->step) {
        double at = place_y(frame, y);

        buffer_printf(out, "<path class=\"%s\" d=\"M%d %.1fH%d\"/>\n"
                           "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">",
                      y == frame->y_first ? "axis" : "line", LEFT, at, frame->width - RIGHT,
                      LEFT - 6, at + 4);
        buffer_append_grouped(out, y);
        buffer_append_text(out, "</text>\n");
    }
}

static void append_mark(struct buffer *out, const struct frame *frame, double x, const char *text)
{
    buffer_printf(out,
                  "<path class=\"axis\" d=\"M%.1f %dv4\"/>\n"
                  "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
                  x, frame->height - BOTTOM, x, frame->height - 6, text);
}

void chart_append_steps(struct buffer *out, const struct chart *chart,
                        const struct chart_mark *marks, size_t mark_count)
{
    struct frame frame;

    if (chart->count == 0) {
        return;
    }
    frame = make_frame(chart, STEPS_WIDTH, STEPS_HEIGHT, false);
    append_head(out, chart, &frame);
    append_lines(out, &frame);
    for (size_t i = 0; i < mark_count; i++) {
        append_mark(out, &frame, place_x(&frame, marks[i].x), marks[i].text);
    }
    buffer_printf(out, "<path class=\"steps\" d=\"M%.1f %.1f", place_x(&frame, chart->points[0].x),
                  place_y(&frame, chart->points[0].y));
    for (size_t i = 1; i < chart->count; i++) {
        if (chart->points[i].y != chart->points[i - 1].y) {
            buffer_printf(out, "H%.1fV%.1f", place_x(&frame, chart->points[i].x),
                          place_y(&frame, chart->points[i].y));
        }
    }
    buffer_printf(out, "H%.1f\"/>\n</svg>\n", place_x(&frame, frame.x_end));
}

void chart_append_bars(struct buffer *out, const struct chart *chart)
{
    struct frame frame;
    double width;

    if (chart->count == 0) {
        return;
    }
    frame = make_frame(chart, BARS_WIDTH, BARS_HEIGHT, true);
    width = place_x(&frame, frame.x_first + 1) - LEFT;
    append_head(out, chart, &frame);
    append_lines(out, &frame);
    for (size_t i = 0; i < chart->count; i++) {
        const struct chart_point *point = &chart->points[i];
        double x = place_x(&frame, point->x);
        double y = place_y(&frame, point->y);

        if (point->x % 10 == 0) {
            buffer_printf(out, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>\n",
                          x + width / 2, frame.height - 6, (int)point->x);
        }
        if (point->y > 0) {
            buffer_printf(out,
                          "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
                          "height=\"%.1f\"><title>%d: ",
                          x + width * .1, y, width * .8, frame.height - BOTTOM - y,
                          (int)point->x);
            buffer_append_grouped(out, point->y);
            buffer_append_text(out, "</title></rect>\n");
        }
    }
    buffer_append_text(out, "</svg>\n");
}
