package io.fmops.eval.dataset;

import com.github.luben.zstd.Zstd;
import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * Unpacks the pages of Parquet files with the libraries that Parquet brings. Its own factory asks
 * Hadoop, which needs tens of megabytes more to be asked. Stateless.
 */
final class ParquetCodecs implements CompressionCodecFactory {

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    return new Decompressor(codec);
  }

  private static byte[] unpack(CompressionCodecName codec, byte[] packed, int size)
      throws IOException {
    return switch (codec) {
      case UNCOMPRESSED -> packed;
      case SNAPPY -> {
        // A damaged page may claim to be gigabytes long.
        if (Snappy.uncompressedLength(packed) != size) {
          throw new IOException("a page is not as long as it should be");
        }
        yield Snappy.uncompress(packed);
      }
      case GZIP -> {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
          yield in.readNBytes(size);
        }
      }
      case ZSTD -> Zstd.decompress(packed, size);
      case LZ4_RAW -> {
        byte[] unpacked = new byte[size];
        new Lz4Decompressor().decompress(packed, 0, packed.length, unpacked, 0, size);
        yield unpacked;
      }
      default ->
        throw new IOException(
            "packed with %s, which is not read; write the file with ZSTD, SNAPPY, GZIP or LZ4_RAW"
                .formatted(codec));
    };
  }

  private record Decompressor(CompressionCodecName codec) implements BytesInputDecompressor {

    @Override
    public BytesInput decompress(BytesInput bytes, int size) throws IOException {
      byte[] packed;
      try (ByteBufferInputStream in = bytes.toInputStream()) {
        packed = in.readAllBytes();
      }
      return BytesInput.from(unpack(codec, packed, size));
    }

    @Override
    public void decompress(ByteBuffer input, int packedSize, ByteBuffer output, int size)
        throws IOException {
      byte[] packed = new byte[packedSize];
      input.get(packed);
      output.put(unpack(codec, packed, size));
    }

    @Override
    public void release() {
      // Nothing is held.
    }
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    throw new UnsupportedOperationException("datasets are not written as Parquet");
  }

  @Override
  public void release() {
    // Nothing is held.
  }
}
