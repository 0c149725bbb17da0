using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Factory;
using EmuEdit.Learning;
using EmuEdit.Onnx;
using EmuEdit.Sessions;
using EmuEdit.Storage;

namespace EmuEdit.Http;

/// <summary>What a server works with. All of it must outlive the server.</summary>
/// <param name="Bundle">What it edits with.</param>
/// <param name="Pipeline">The bundle's pipeline.</param>
/// <param name="Codec">Reads and writes pictures.</param>
/// <param name="Blobs">Where documents and pictures are; the health check tries to write to it.</param>
/// <param name="Sessions">Its sessions.</param>
/// <param name="Progress">How far their running turns are.</param>
public sealed record ServedWork(Bundle Bundle, EditPipeline Pipeline, IImageCodec Codec, IBlobStore Blobs, EditSessions Sessions, ITurnProgress Progress)
{
    /// <summary>The data sets that it makes. Null, the default, for a server that makes none: it answers their routes with 404.</summary>
    public DatasetBatches? Batches { get; init; }

    /// <summary>The tasks of its bundle. Null, the default, for a server that learns none: it answers their routes with 404.</summary>
    public TaskInversions? Inversions { get; init; }

    /// <summary>Its trainings. Null, the default, for a server that trains nothing: it answers their routes with 404.</summary>
    public Trainings? Trainings { get; init; }
}
