using EmuEdit.Instructions;
using EmuEdit.World;

namespace EmuEdit.Factory;

/// <summary>
/// Captions of the built-in world for learned tasks. The world cannot render the edits of these
/// tasks.
/// </summary>
internal static class WorldCaptions
{
    private const int Count = 500;

    /// <summary>Returns the caption of the scene that a request is about.</summary>
    /// <param name="request">The request.</param>
    /// <param name="size">Pixels per side of the world's images.</param>
    public static string Of(InstructionRequest request, int size) => new WorldDataset(request.Seed, size).Scene(request.Index).Caption;

    /// <summary>Returns a sample of captions, large enough to learn which words name objects.</summary>
    /// <param name="size">Pixels per side of the world's images.</param>
    public static IReadOnlyList<string> Some(int size)
    {
        var world = new WorldDataset(0, size);
        return [.. Enumerable.Range(0, Count).Select(i => world.Scene(i).Caption)];
    }
}
