using EmuEdit.World.Rendering;
using EmuEdit.World.Texts;

namespace EmuEdit.World.Scenes;

/// <summary>What an object is.</summary>
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

/// <summary>What an object is made of. The last three have colours of their own.</summary>
public enum Material
{
    /// <summary>One colour.</summary>
    Plain,
    /// <summary>Level bands of the colour and of white.</summary>
    Striped,
    /// <summary>Squares of the colour and of a dark shade of it.</summary>
    Checkered,
    /// <summary>Brown with rings.</summary>
    Wooden,
    /// <summary>Polished gold.</summary>
    Golden,
    /// <summary>Grey, speckled.</summary>
    Stone,
}

/// <summary>Where on the ground: three columns, two rows.</summary>
/// <param name="Column">-1 left, 0 middle, 1 right.</param>
/// <param name="Back">Whether in the back row.</param>
public readonly record struct Slot(int Column, bool Back)
{
    /// <summary>All six.</summary>
    public static IReadOnlyList<Slot> All { get; } =
        [new(-1, false), new(0, false), new(1, false), new(-1, true), new(0, true), new(1, true)];

    /// <summary>Its centre on the ground, in metres.</summary>
    public Vec Centre => new(1.5f * Column, 0, Back ? 1.5f : -0.6f);
}

/// <summary>One object on the ground.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Color">A colour of <see cref="Palette"/>: of the object, of a person's clothes, of a sign's board.</param>
/// <param name="Material">What it is made of; people and signs are plain.</param>
/// <param name="Big">Big (0.75 m radius) or small (0.48 m).</param>
/// <param name="Slot">Where it stands.</param>
public sealed record SceneObject(Kind Kind, string Color, Material Material, bool Big, Slot Slot)
{
    /// <summary>Offset from the slot's centre along x and z, metres; what an instruction adds stands in the centre.</summary>
    public (float X, float Z) Jitter { get; init; }

    /// <summary>Turn about the upright axis, radians.</summary>
    public float Yaw { get; init; } = 0.6f;

    /// <summary>A person's pose.</summary>
    public Pose Pose { get; init; }

    /// <summary>A sign's word, upper case, at most four letters; empty for a blank board.</summary>
    public string Word { get; init; } = "";

    /// <summary>Colour of the word.</summary>
    public string Ink { get; init; } = "black";

    /// <summary>What texts call it: colour, material and kind.</summary>
    public string Name => Names.Of(this);

    /// <summary>What captions call it: the name with size, pose or word.</summary>
    public string FullName => Names.Full(this);

    /// <summary>Whether the material leaves the colour visible.</summary>
    public bool ShowsColor => Material <= Material.Checkered;

    /// <summary>Whether it is one of the four solids, which have a material and a size.</summary>
    public bool IsSolid => Kind <= Kind.Cone;

    /// <summary>Half its width, metres.</summary>
    public float Radius => Big ? 0.75f : 0.48f;

    /// <summary>The point on the ground below its middle.</summary>
    public Vec Base => Slot.Centre + new Vec(Jitter.X, 0, Jitter.Z);
}
