using System.Security.Cryptography;
using EmuEdit.Core;
using EmuEdit.Editing;

namespace EmuEdit.Sessions;

/// <summary>A request for a turn.</summary>
/// <param name="Instruction">What to change, 1 to 1000 characters.</param>
/// <param name="Options">The edit's options.</param>
public sealed record TurnRequest(string Instruction, EditOptions Options)
{
    private const int MaxKey = 200, MaskNameBytes = 16;

    /// <summary>The turn that the caller expects to be current. Default null: any.</summary>
    public int? ExpectedTurn { get; init; }

    /// <summary>
    /// The caller's idempotency key, 1 to 200 visible ASCII characters: a repeated request with the same key returns the first turn. Null
    /// for none.
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>
    /// An image file, white where the turn may change pixels, see <see cref="ChangeMask"/>. Pixels outside stay the same, byte by byte.
    /// Default null: the turn may change all pixels.
    /// </summary>
    public byte[]? Mask { get; init; }

    /// <summary>The mask's name in its session. The same file has the same name. Null if there is no mask.</summary>
    internal string? MaskName => Mask is { } file ? Convert.ToHexStringLower(SHA256.HashData(file).AsSpan(0, MaskNameBytes)) : null;

    /// <summary>Checks an idempotency key. Null is valid.</summary>
    /// <returns>The key.</returns>
    /// <exception cref="InvalidInputException">The key is not valid.</exception>
    public static string? CheckKey(string? key) =>
        key is null || key.Length is >= 1 and <= MaxKey && key.All(c => c is > ' ' and <= '~')
            ? key
            : throw new InvalidInputException(
                $"an idempotency key of {key.Length} characters",
                $"1 to {MaxKey} visible ASCII characters",
                "a random UUID is a good one"
            );

    /// <summary>Checks all ranges that do not depend on the session.</summary>
    /// <param name="tasks">The tasks that the request may name. Null for any.</param>
    /// <exception cref="InvalidInputException">A value is out of its range, or the task is not one of <paramref name="tasks"/>.</exception>
    public void Check(IReadOnlyCollection<string>? tasks)
    {
        EditOptions.CheckInstruction(Instruction);
        CheckKey(IdempotencyKey);
        if (Options.Validated().Task is { } task && tasks?.Contains(task) == false)
            throw new InvalidInputException(
                $"unknown task '{task}'",
                $"one of {string.Join(", ", tasks)}",
                "choose one of these, or leave the task out to have it predicted"
            );
    }

    /// <summary>Whether the turn was created by an earlier request with the same key.</summary>
    internal bool Made(SessionTurn turn) =>
        IdempotencyKey is { } key
        && turn.IdempotencyKey == key
        && (
            turn.Instruction == Instruction && turn.Options == Options && turn.Mask == MaskName
                ? true
                : throw SessionException.KeyReused(key)
        );
}
