/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Calls of every function of every row, for tests that watch kernels from outside while they run:
 * test_constant_time_trace and test_unwind. A scene prepares its inputs, of a secret that the test
 * chooses, and runs; all that it works on is in the same place each time. */

#ifndef BRISK_TESTS_SUPPORT_TRACE_SCENES_H
#define BRISK_TESTS_SUPPORT_TRACE_SCENES_H

#include <stddef.h>

/* Random ones, and the ends of the range. */
enum secret { SECRET_RANDOM, SECRET_LOW, SECRET_HIGH, SECRET_OTHER };

enum scene_kind {
    SCENE_SECRET,
    SCENE_SLOW,   /* likewise; with the reference for long runs only */
    SCENE_PUBLIC, /* has no secrets */
};

struct scene;

struct scene_call {
    const struct scene *scene;
    const void *row; /* of the scene's operation */
    enum secret secret;
};

struct scene {
    const char *operation, *name;
    void (*prepare)(const struct scene_call *call, unsigned size);
    void (*run)(const struct scene_call *call);
    unsigned size; /* what prepare() makes of it */
    enum scene_kind kind;
};

extern const struct scene scenes[];
extern const size_t num_scenes;

/* Draws what all scenes share, public inputs, once. */
void scene_init(void);

/* Preparing is not part of what is watched. Afterwards scene_result() is 1 unless a function that
 * the scene runs says that it failed. */
void scene_prepare(const struct scene_call *call);
void scene_run(void *call);
int scene_result(void);

#endif
