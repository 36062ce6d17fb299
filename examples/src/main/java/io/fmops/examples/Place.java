package io.fmops.examples;

/**
 * A place on the earth.
 *
 * @param name its name, in the language of who asks
 * @param latitude in degrees, north of the equator
 * @param longitude in degrees, east of Greenwich
 */
record Place(String name, double latitude, double longitude) {

  /** The mean radius of the earth, as the International Union of Geodesy and Geophysics has it. */
  private static final double EARTH_KM = 6371.0088;

  /** The length of the great circle between two places, by the haversine formula. */
  double kilometresTo(Place other) {
    double north = Math.toRadians(other.latitude - latitude) / 2;
    double east = Math.toRadians(other.longitude - longitude) / 2;
    double h = Math.pow(Math.sin(north), 2)
        + Math.cos(Math.toRadians(latitude))
            * Math.cos(Math.toRadians(other.latitude))
            * Math.pow(Math.sin(east), 2);
    return 2 * EARTH_KM * Math.asin(Math.sqrt(h));
  }
}
