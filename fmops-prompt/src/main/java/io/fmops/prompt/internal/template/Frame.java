package io.fmops.prompt.internal.template;

import org.jspecify.annotations.Nullable;

/**
 * The element or value that a section is at.
 *
 * @param parent the section around it; null outside of all others
 * @param base where the first name of the section was found; null for the values of the prompt
 * @param tag the section
 * @param value the element or value
 * @param index the element's place from 0; -1 if the section goes through no list
 * @param last whether there is no element behind it
 */
record Frame(
    @Nullable Frame parent, @Nullable Frame base, Tag tag, Object value, int index, boolean last) {

  /** Such as {@code orders[2].items[0]}. */
  String path() {
    String path = path(base, tag.name());
    return index < 0 ? path : path + "[" + index + "]";
  }

  static String path(@Nullable Frame base, String name) {
    if (base == null) {
      return name;
    }
    return name.equals(Tag.ELEMENT) ? base.path() : base.path() + "." + name;
  }
}
