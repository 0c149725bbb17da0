using EmuEdit.World.Rendering;

namespace EmuEdit.World.Scenes;

/// <summary>The pose of a person.</summary>
public enum Pose
{
    /// <summary>Arms down.</summary>
    Standing,
    /// <summary>One arm up.</summary>
    Waving,
    /// <summary>Both arms up.</summary>
    Cheering,
    /// <summary>Both arms out to the sides.</summary>
    Balancing,
    /// <summary>A stride.</summary>
    Walking,
}

/// <summary>
/// A person's joints in metres from the point below the hips, with x to the viewer's right; heights
/// are for a person of 2.2 m.
/// </summary>
public static class Skeleton
{
    /// <summary>Joint names in the order of <see cref="Joints"/>.</summary>
    public static IReadOnlyList<string> JointNames { get; } =
    ["head", "neck", "hips", "left elbow", "left hand", "right elbow", "right hand", "left knee", "left foot", "right knee", "right foot"];

    /// <summary>Bones as pairs of joints: spine, head, left arm, right arm, left leg, right leg.</summary>
    public static IReadOnlyList<(int From, int To)> Bones { get; } =
        [(1, 2), (1, 0), (1, 3), (3, 4), (1, 5), (5, 6), (2, 7), (7, 8), (2, 9), (9, 10)];

    /// <summary>Returns the joints of a pose, in the order of <see cref="JointNames"/>.</summary>
    public static Vec[] Joints(Pose pose)
    {
        var (leftElbow, leftHand) = Arm(-1, pose is Pose.Cheering, pose is Pose.Balancing);
        var (rightElbow, rightHand) = Arm(1, pose is Pose.Cheering or Pose.Waving, pose is Pose.Balancing);
        var stride = pose is Pose.Walking ? 0.42f : 0.16f;
        return
        [
            new(0, 1.93f, 0), new(0, 1.55f, 0), new(0, 0.95f, 0),
            leftElbow, leftHand, rightElbow, rightHand,
            new(-0.6f * stride - 0.06f, 0.5f, -0.05f), new(-stride - 0.04f, 0.07f, 0),
            new(0.6f * stride + 0.06f, 0.5f, -0.05f), new(stride + 0.04f, 0.07f, 0),
        ];
    }

    private static (Vec Elbow, Vec Hand) Arm(int side, bool up, bool outward) =>
        up ? (new(side * 0.42f, 1.72f, 0), new(side * 0.5f, 2.15f, 0))
        : outward ? (new(side * 0.45f, 1.5f, 0), new(side * 0.9f, 1.52f, 0))
        : (new(side * 0.34f, 1.2f, 0), new(side * 0.38f, 0.85f, -0.05f));
}
