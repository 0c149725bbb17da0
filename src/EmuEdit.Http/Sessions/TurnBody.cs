using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using EmuEdit.Editing;
using EmuEdit.Sessions;

namespace EmuEdit.Http;

/// <summary>The body of <c>POST /api/sessions/{id}/branch</c>.</summary>
/// <param name="Turn">A completed turn. 0 for the source.</param>
internal sealed record BranchBody([property: JsonRequired, Range(0, int.MaxValue)] int Turn);

/// <summary>The body of <c>POST /api/sessions/{id}/turns</c>. A missing field has the bundle's default.</summary>
internal sealed record TurnBody : EditOptions
{
    /// <summary>What to change.</summary>
    /// <example>make it night</example>
    [Required, MinLength(1), MaxLength(MaxInstruction)]
    public string Instruction { get; init; } = "";

    /// <summary>
    /// An image file in Base64, of the session's size: white where pixels may change. All other
    /// pixels keep their values.
    /// </summary>
    public byte[]? Mask { get; init; }

    /// <summary>The turn that the client expects to be current.</summary>
    [Range(0, int.MaxValue)]
    public int? ExpectedTurn { get; init; }

    public TurnRequest ToRequest() => new(Instruction ?? "", ToOptions()) { ExpectedTurn = ExpectedTurn, Mask = Mask };
}
