package io.penstock.config;

/**
 * A choice whose words are registered elsewhere, such as OAuth's {@code client_credentials}: it is written with
 * underscores, where words of our own have hyphens.
 */
interface RegisteredWord {}
