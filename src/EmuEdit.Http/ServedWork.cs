using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Factory;
using EmuEdit.Learning;
using EmuEdit.Onnx;
using EmuEdit.Sessions;
using EmuEdit.Storage;

namespace EmuEdit.Http;

/// <summary>What a server works with. All of it must outlive the server.</summary>
/// <param name="Bundle">The bundle that makes the edits.</param>
/// <param name="Pipeline">The bundle's pipeline.</param>
/// <param name="Codec">Reads and writes images.</param>
/// <param name="Blobs">The store of documents and images. The health check tries to write to it.</param>
/// <param name="Sessions">The sessions.</param>
/// <param name="Progress">The progress of running turns.</param>
public sealed record ServedWork(
    Bundle Bundle,
    EditPipeline Pipeline,
    IImageCodec Codec,
    IBlobStore Blobs,
    EditSessions Sessions,
    ITurnProgress Progress
)
{
    /// <summary>The batches that make data sets. Default null: the server makes none, and their routes return 404.</summary>
    public DatasetBatches? Batches { get; init; }

    /// <summary>The tasks of the bundle. Default null: the server learns none, and their routes return 404.</summary>
    public TaskInversions? Inversions { get; init; }

    /// <summary>The trainings. Default null: the server trains nothing, and their routes return 404.</summary>
    public Trainings? Trainings { get; init; }
}
