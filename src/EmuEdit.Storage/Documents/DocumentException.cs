namespace EmuEdit.Storage;

/// <summary>Why a request about a document is refused.</summary>
public enum DocumentError
{
    /// <summary>The document, or the part of it that the request names, does not exist.</summary>
    Missing,

    /// <summary>The document was deleted or has expired.</summary>
    Gone,

    /// <summary>The document's state does not allow the request, or its id is taken.</summary>
    Conflict,

    /// <summary>The document was changed since the caller read it.</summary>
    Changed,

    /// <summary>An idempotency key was used again with another request.</summary>
    KeyReused,

    /// <summary>Too much work is waiting.</summary>
    Busy,
}

/// <summary>A request about a document is refused.</summary>
/// <param name="error">The reason.</param>
/// <param name="message">The reason for the user, one or more sentences.</param>
public class DocumentException(DocumentError error, string message) : Exception(message)
{
    /// <summary>The reason.</summary>
    public DocumentError Error { get; } = error;

    /// <summary>The error for a document that does not exist.</summary>
    /// <param name="noun">What the document is called.</param>
    /// <param name="id">The id that was given.</param>
    public static DocumentException Missing(string noun, string id) => new(DocumentError.Missing, $"There is no {noun} '{id}'.");

    /// <summary>The error for a state that does not allow a request, or an id that is taken.</summary>
    public static DocumentException Conflict(string message) => new(DocumentError.Conflict, message);
}
