using System.Text.Json;
using System.Text.Json.Serialization;
using EmuEdit.Orchestration;
using EmuEdit.Storage;

namespace EmuEdit.Learning;

/// <summary>The document of a job: the source of truth for what the job should do. The orchestration reads it before every slice.</summary>
/// <param name="Id">Id of the job, unique within its kind.</param>
/// <param name="Plan">What to learn, as JSON. The format depends on the kind.</param>
/// <param name="Created">When the job was created.</param>
public sealed record JobDocument(string Id, JsonElement Plan, DateTimeOffset Created) : PausableDocument, IDocument
{
    /// <summary>Last reported progress; null before the first report.</summary>
    [JsonPropertyOrder(OwnOrder)]
    public LearningProgress? Progress { get; init; }
}
