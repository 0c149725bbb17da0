using System.Text.Json.Serialization;
using EmuEdit.Orchestration;
using EmuEdit.Storage;

namespace EmuEdit.Factory;

/// <summary>
/// A batch's document: the source of truth for what the batch should do. Its orchestration reads
/// it, and so does every stage before it starts.
/// </summary>
/// <param name="Plan">What to make.</param>
/// <param name="Created">When the batch was created.</param>
public sealed record BatchDocument(BatchPlan Plan, DateTimeOffset Created) : PausableDocument, IDocument
{
    string IDocument.Id => Plan.Id;

    /// <summary>
    /// The position at which the batch last ended. Null before that, or if it is unknown.
    /// </summary>
    [JsonPropertyOrder(OwnOrder)]
    public BatchProgress? Position { get; init; }
}
