package io.fmops.prompt.internal.folder;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The rooms that were looked into last, within a bound. A room that is dropped while somebody uses
 * it stays right: it holds nothing that is not in its files. Thread-safe.
 */
final class RoomCache {

  private final int maxWeight;
  private final LinkedHashMap<Path, Entry> rooms = new LinkedHashMap<>(16, 0.75f, true);
  private long weight;

  private static final class Entry {
    private final Room room;
    private int weight;

    Entry(Room room) {
      this.room = room;
    }
  }

  RoomCache(int maxWeight) {
    this.maxWeight = maxWeight;
  }

  /** The room of a folder, from the cache or new. */
  synchronized Room room(Path folder) {
    return rooms.computeIfAbsent(folder, f -> new Entry(new Room(f))).room;
  }

  /** Weighs a room anew after somebody has used it, and makes space. */
  void used(Room room) {
    int now = room.weight();
    synchronized (this) {
      Entry entry = rooms.get(room.folder());
      if (entry == null || entry.room != room) {
        return;
      }
      weight += now - entry.weight;
      entry.weight = now;
      Iterator<Map.Entry<Path, Entry>> oldest = rooms.entrySet().iterator();
      while (weight > maxWeight && oldest.hasNext()) {
        Entry dropped = oldest.next().getValue();
        weight -= dropped.weight;
        oldest.remove();
      }
    }
  }
}
