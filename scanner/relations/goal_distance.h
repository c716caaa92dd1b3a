/* How far each issuer is from a goal: a search that knows it never enters a dead end of the graph,
 * only those that a rule of the path makes. */
#ifndef RELATIONS_GOAL_DISTANCE_H
#define RELATIONS_GOAL_DISTANCE_H

#include "relations/path_search.h"

enum { DISTANCE_NONE = UINT16_MAX };

/* One entry an issuer: the fewest links from one of its certificates to one that ends the path, or
 * DISTANCE_NONE. Breadth first from the goal, so linear in certificates and links. NULL: memory. */
uint16_t *goal_distances(const struct certificate_graph *graph, enum path_goal goal);

/* The fewest links from this certificate on; DISTANCE_NONE where it never ends there. */
uint16_t goal_distance(const struct certificate_graph *graph, const uint16_t *distances,
                       enum path_goal goal, const struct certificate *certificate);

#endif
