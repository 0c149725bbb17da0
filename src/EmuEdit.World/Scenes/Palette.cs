using EmuEdit.World.Rendering;

namespace EmuEdit.World.Scenes;

/// <summary>
/// The named colours, in linear RGB. Each name is one colour, so that an instruction that names it
/// has one right answer.
/// </summary>
public static class Palette
{
    /// <summary>Colours that an object can have.</summary>
    public static IReadOnlyList<string> Names { get; } = ["red", "green", "blue", "yellow", "orange", "purple", "pink", "white"];

    /// <summary>Colours that a word can be written in.</summary>
    public static IReadOnlyList<string> Inks { get; } = ["black", "white", "red", "blue"];

    /// <summary>Returns the linear RGB of a named colour.</summary>
    /// <exception cref="ArgumentException">No colour has that name.</exception>
    public static Vec Of(string name) => name switch
    {
        "red" => new(0.72f, 0.05f, 0.04f),
        "green" => new(0.06f, 0.42f, 0.08f),
        "blue" => new(0.05f, 0.14f, 0.75f),
        "yellow" => new(0.85f, 0.65f, 0.04f),
        "orange" => new(0.85f, 0.27f, 0.02f),
        "purple" => new(0.30f, 0.06f, 0.50f),
        "pink" => new(0.85f, 0.30f, 0.48f),
        "white" => new(0.82f, 0.82f, 0.82f),
        "black" => new(0.02f, 0.02f, 0.02f),
        _ => throw new ArgumentException($"No colour is named '{name}'.", nameof(name)),
    };
}
