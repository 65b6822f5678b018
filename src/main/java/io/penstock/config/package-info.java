/** The running configuration: validated records, the YAML and environment reader, and the JSON Schema. */
@NullMarked
package io.penstock.config;

import org.jspecify.annotations.NullMarked;
