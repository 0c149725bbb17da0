using EmuEdit.World.Rendering;
using EmuEdit.World.Texts;

namespace EmuEdit.World.Scenes;

/// <summary>The kind of an object.</summary>
public enum Kind
{
    /// <summary>A ball.</summary>
    Sphere,
    /// <summary>A cube.</summary>
    Cube,
    /// <summary>An upright cylinder.</summary>
    Cylinder,
    /// <summary>An upright cone.</summary>
    Cone,
    /// <summary>A person with a pose.</summary>
    Person,
    /// <summary>A board with a word on a post.</summary>
    Sign,
}

/// <summary>The material of an object. The last three have their own colours.</summary>
public enum Material
{
    /// <summary>One colour.</summary>
    Plain,
    /// <summary>Level bands of the colour and white.</summary>
    Striped,
    /// <summary>Squares of the colour and a dark shade of it.</summary>
    Checkered,
    /// <summary>Brown with rings.</summary>
    Wooden,
    /// <summary>Polished gold.</summary>
    Golden,
    /// <summary>Grey, speckled.</summary>
    Stone,
}

/// <summary>A place on the ground: three columns, two rows.</summary>
/// <param name="Column">-1 left, 0 middle, 1 right.</param>
/// <param name="Back">Whether in the back row.</param>
public readonly record struct Slot(int Column, bool Back)
{
    /// <summary>All six slots.</summary>
    public static IReadOnlyList<Slot> All { get; } =
        [new(-1, false), new(0, false), new(1, false), new(-1, true), new(0, true), new(1, true)];

    /// <summary>The slot's centre on the ground, in metres.</summary>
    public Vec Centre => new(1.5f * Column, 0, Back ? 1.5f : -0.6f);
}

/// <summary>One object on the ground.</summary>
/// <param name="Kind">Kind of the object.</param>
/// <param name="Color">
/// A colour of <see cref="Palette"/>: of the object, of a person's clothes, or of a sign's board.
/// </param>
/// <param name="Material">Material of the object; people and signs are plain.</param>
/// <param name="Big">Whether it is big (0.75 m radius) or small (0.48 m).</param>
/// <param name="Slot">The slot that it stands in.</param>
public sealed record SceneObject(Kind Kind, string Color, Material Material, bool Big, Slot Slot)
{
    /// <summary>
    /// Offset from the slot's centre along x and z, in metres. An object that an instruction adds
    /// stands in the centre.
    /// </summary>
    public (float X, float Z) Jitter { get; init; }

    /// <summary>Rotation about the vertical axis, in radians; default 0.6.</summary>
    public float Yaw { get; init; } = 0.6f;

    /// <summary>A person's pose.</summary>
    public Pose Pose { get; init; }

    /// <summary>A sign's word in upper case, at most four letters; empty for a blank board.</summary>
    public string Word { get; init; } = "";

    /// <summary>Colour of the word.</summary>
    public string Ink { get; init; } = "black";

    /// <summary>The object's name in texts: colour, material and kind.</summary>
    public string Name => Names.Of(this);

    /// <summary>The object's name in captions: with size, pose or word.</summary>
    public string FullName => Names.Full(this);

    /// <summary>Whether the material leaves the colour visible.</summary>
    public bool ShowsColor => Material <= Material.Checkered;

    /// <summary>Whether it is one of the four solids, which have a material and a size.</summary>
    public bool IsSolid => Kind <= Kind.Cone;

    /// <summary>Half its width, in metres.</summary>
    public float Radius => Big ? 0.75f : 0.48f;

    /// <summary>The point on the ground below its centre.</summary>
    public Vec Base => Slot.Centre + new Vec(Jitter.X, 0, Jitter.Z);
}
