using System.Text.Json.Serialization;

namespace EmuEdit.Instructions;

/// <summary>Why there is no instruction.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InstructionFault>))]
public enum InstructionFault
{
    /// <summary>The caption cannot be used; nothing was asked.</summary>
    BadCaption,

    /// <summary>The model's provider refuses to answer about this caption.</summary>
    ContentRefused,

    /// <summary>The reply is not one JSON object and nothing else.</summary>
    NotJson,

    /// <summary>A field is missing, unknown, or not a text.</summary>
    WrongFields,

    /// <summary>A field is empty or too long.</summary>
    WrongLength,

    /// <summary>A field has line ends, control characters, markup or addresses.</summary>
    NotPlain,

    /// <summary>The object is not named where it must be.</summary>
    ObjectNotNamed,

    /// <summary>The output caption does not say what changes.</summary>
    CaptionUnchanged,

    /// <summary>The reply repeats the caption or an exemplar, or speaks of itself.</summary>
    Leaked,
}
