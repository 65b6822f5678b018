package io.penstock.error;

/**
 * What an upstream finds wrong with one field of a request.
 *
 * @param loc where it is, as the upstream says it: names and indices separated by dots, or a JSON Pointer; empty where it
 *     concerns the request as a whole
 * @param msg what is wrong with it, in the upstream's words
 */
public record FieldError(String loc, String msg) {}
