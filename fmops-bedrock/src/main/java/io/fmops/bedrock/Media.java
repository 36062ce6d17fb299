package io.fmops.bedrock;

import io.fmops.model.ContentBlock;
import io.fmops.model.MediaSource;
import io.fmops.model.ModelId;
import io.fmops.model.RejectedInputException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.bedrockruntime.model.CitationsConfig;
import software.amazon.awssdk.services.bedrockruntime.model.DocumentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.DocumentFormat;
import software.amazon.awssdk.services.bedrockruntime.model.DocumentSource;
import software.amazon.awssdk.services.bedrockruntime.model.ImageBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ImageFormat;
import software.amazon.awssdk.services.bedrockruntime.model.ImageSource;
import software.amazon.awssdk.services.bedrockruntime.model.S3Location;
import software.amazon.awssdk.services.bedrockruntime.model.VideoBlock;
import software.amazon.awssdk.services.bedrockruntime.model.VideoFormat;
import software.amazon.awssdk.services.bedrockruntime.model.VideoSource;

/**
 * Images, documents and videos in Converse's words. What a single model takes of them is for the
 * service to say; what Converse has no word for is refused here. Immutable.
 */
final class Media {

  private static final Map<String, ImageFormat> IMAGES = Map.of(
      "image/png", ImageFormat.PNG,
      "image/jpeg", ImageFormat.JPEG,
      "image/gif", ImageFormat.GIF,
      "image/webp", ImageFormat.WEBP);

  private static final String OFFICE = "application/vnd.openxmlformats-officedocument.";

  private static final Map<String, DocumentFormat> DOCUMENTS = Map.of(
      "application/pdf",
      DocumentFormat.PDF,
      "text/csv",
      DocumentFormat.CSV,
      "application/msword",
      DocumentFormat.DOC,
      OFFICE + "wordprocessingml.document",
      DocumentFormat.DOCX,
      "application/vnd.ms-excel",
      DocumentFormat.XLS,
      OFFICE + "spreadsheetml.sheet",
      DocumentFormat.XLSX,
      "text/html",
      DocumentFormat.HTML,
      "text/plain",
      DocumentFormat.TXT,
      "text/markdown",
      DocumentFormat.MD);

  private static final Map<String, VideoFormat> VIDEOS = Map.of(
      "video/mp4", VideoFormat.MP4,
      "video/quicktime", VideoFormat.MOV,
      "video/x-matroska", VideoFormat.MKV,
      "video/matroska", VideoFormat.MKV,
      "video/webm", VideoFormat.WEBM,
      "video/x-flv", VideoFormat.FLV,
      "video/mpeg", VideoFormat.MPEG,
      "video/x-ms-wmv", VideoFormat.WMV,
      "video/3gpp", VideoFormat.THREE_GP);

  private final ModelId model;

  Media(ModelId model) {
    this.model = model;
  }

  ImageBlock image(MediaSource source) {
    S3Location place = place(source);
    return ImageBlock.builder()
        .format(format("images", IMAGES, source))
        .source(
            place == null ? ImageSource.fromBytes(data(source)) : ImageSource.fromS3Location(place))
        .build();
  }

  /** A document under a name that Converse takes. */
  DocumentBlock document(ContentBlock.Document document, String name) {
    MediaSource source = document.source();
    S3Location place = place(source);
    DocumentBlock.Builder block = DocumentBlock.builder()
        .name(name)
        .format(format("documents", DOCUMENTS, source))
        .source(
            place == null
                ? DocumentSource.fromBytes(data(source))
                : DocumentSource.fromS3Location(place));
    if (document.citable()) {
      block.citations(CitationsConfig.builder().enabled(true).build());
    }
    return block.build();
  }

  VideoBlock video(MediaSource source) {
    S3Location place = place(source);
    return VideoBlock.builder()
        .format(format("videos", VIDEOS, source))
        .source(
            place == null ? VideoSource.fromBytes(data(source)) : VideoSource.fromS3Location(place))
        .build();
  }

  private <F> F format(String kind, Map<String, F> formats, MediaSource source) {
    F format = formats.get(source.mediaType());
    if (format == null) {
      throw refused("cannot be sent %s of the type %s; Converse takes %s"
          .formatted(kind, source.mediaType(), String.join(", ", new TreeMap<>(formats).keySet())));
    }
    return format;
  }

  private @Nullable S3Location place(MediaSource source) {
    if (!(source instanceof MediaSource.Location location)) {
      return null;
    }
    String scheme = String.valueOf(location.uri().getScheme());
    if (!scheme.equalsIgnoreCase("s3")) {
      throw refused(
          "reads media from s3://bucket/key only, not from an address that begins with \"%s:\"; send the bytes instead"
              .formatted(scheme));
    }
    return S3Location.builder().uri(location.uri().toString()).build();
  }

  private static SdkBytes data(MediaSource source) {
    // data() is a copy already
    return SdkBytes.fromByteArrayUnsafe(((MediaSource.Bytes) source).data());
  }

  private RejectedInputException refused(String why) {
    return AwsErrors.refused(model, why);
  }
}
