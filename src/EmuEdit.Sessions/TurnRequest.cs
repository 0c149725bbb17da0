using System.Security.Cryptography;
using EmuEdit.Core;
using EmuEdit.Editing;

namespace EmuEdit.Sessions;

/// <summary>A turn as it is asked for.</summary>
/// <param name="Instruction">What to change; 1 to 1000 characters.</param>
/// <param name="Options">How.</param>
public sealed record TurnRequest(string Instruction, EditOptions Options)
{
    private const int MaxKey = 200, MaskNameBytes = 16;

    /// <summary>The turn that the caller takes for the current one; null, the default, for whichever is.</summary>
    public int? ExpectedTurn { get; init; }

    /// <summary>The caller's name for this request, 1 to 200 visible ASCII characters: asked again with it, the first turn is the answer. Null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>A picture file, white where the turn may change something, see <see cref="EditMask"/>; outside it every byte stays. Null, the default, for everywhere.</summary>
    public byte[]? Mask { get; init; }

    /// <summary>What the mask is called in its session: the same for the same file. Null where there is none.</summary>
    internal string? MaskName => Mask is { } file ? Convert.ToHexStringLower(SHA256.HashData(file).AsSpan(0, MaskNameBytes)) : null;

    /// <summary>Checks an idempotency key; null is one.</summary>
    /// <returns>The key.</returns>
    /// <exception cref="InvalidInputException">It is none.</exception>
    public static string? CheckKey(string? key) => key is null || key.Length is >= 1 and <= MaxKey && key.All(c => c is > ' ' and <= '~')
        ? key
        : throw new InvalidInputException($"an idempotency key of {key.Length} characters", $"1 to {MaxKey} visible ASCII characters", "a random UUID is a good one");

    /// <summary>Checks every range that does not depend on the session.</summary>
    /// <param name="tasks">The tasks that may be named; null for any.</param>
    /// <exception cref="InvalidInputException">A value is out of its range, or the task is none of <paramref name="tasks"/>.</exception>
    public void Check(IReadOnlyCollection<string>? tasks)
    {
        EditOptions.CheckInstruction(Instruction);
        CheckKey(IdempotencyKey);
        if (Options.Validated().Task is { } task && tasks?.Contains(task) == false)
            throw new InvalidInputException($"unknown task '{task}'", $"one of {string.Join(", ", tasks)}", "choose one of these, or leave the task out to have it predicted");
    }

    /// <summary>Whether a turn is what this request asked for before, by its key.</summary>
    internal bool Made(SessionTurn turn) =>
        IdempotencyKey is { } key && turn.IdempotencyKey == key && (turn.Instruction == Instruction && turn.Options == Options && turn.Mask == MaskName ? true : throw SessionException.KeyReused(key));
}
